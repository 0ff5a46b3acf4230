import { date, level, sport, waveSide } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { id } from './id.ts'
import type { MemberRow } from './own-members.ts'
import { memberPreferences } from './schema/member-preferences.ts'

/** What a member may set about how they like to book. */
export const preferenceFields = {
  sessions: z.int().min(1).max(14).describe('How many sessions a week, 1 to 14'),
  target_hours: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM, 00:00 to 23:59'))
    .max(48)
    .describe('Preferred starting times, HH:MM in 24 hours, as 07:00; an empty list is any time'),
  target_dates: z.array(date).max(366).describe('Preferred dates, YYYY-MM-DD; an empty list is any date'),
  sport: sport.describe('Preferred sport'),
  level: level.describe('The member’s level'),
  wave_side: waveSide.describe('Preferred side of the wave, for surf'),
}

export const preferences = z.object({
  member_id: id,
  ...preferenceFields,
  level: preferenceFields.level.optional(),
  wave_side: preferenceFields.wave_side.optional(),
})
export type Preferences = z.infer<typeof preferences>

/** What a member has set, or the defaults: once a week, at any time, in their first sport. */
export async function readPreferences(db: Database, member: MemberRow): Promise<Preferences> {
  const { id: member_id, sports } = member
  const [row] = await db.select().from(memberPreferences).where(eq(memberPreferences.memberId, member_id))
  if (!row) return { member_id, sessions: 1, target_hours: [], target_dates: [], sport: sports[0] ?? 'surf' }
  return {
    member_id,
    sessions: row.sessions,
    target_hours: row.targetHours,
    target_dates: row.targetDates,
    sport: row.sport,
    ...(row.level ? { level: row.level } : {}),
    ...(row.waveSide ? { wave_side: row.waveSide } : {}),
  }
}
