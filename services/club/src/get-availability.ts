import { clubSession, date, level, sport, waveSide } from '@patchbay/contract'
import { defineTool, ToolError } from '@patchbay/service-kit'
import { and, asc, count, eq, gt, gte, isNull, lt, or } from 'drizzle-orm'
import * as z from 'zod'
import { availabilityDays } from './availability-days.ts'
import type { ClubContext } from './club-context.ts'
import { bookings } from './schema/bookings.ts'
import { sessions } from './schema/sessions.ts'
import { sessionView } from './session-view.ts'
import { addDays, startOfDay } from './zoned-time.ts'

const input = z.strictObject({
  sport: sport.describe('surf or tennis'),
  date: date.optional().describe('One day, YYYY-MM-DD; or use from and to'),
  from: date.optional().describe('First day of a range, YYYY-MM-DD; today when left out'),
  to: date.optional().describe('Last day of a range, YYYY-MM-DD, included; 14 days at most, 7 when left out'),
  level: level.optional().describe('Only sessions that suit this level'),
  wave_side: waveSide.optional().describe('Only this side of the wave; surf only'),
  court: z.int().min(1).max(1_000).optional().describe('Only this court; tennis only'),
})

/** Lists what can be booked: future sessions that have a spot left. Needs no caller. */
export const getAvailability = defineTool({
  name: 'get_availability',
  title: 'Look up available sessions',
  description:
    'Look up the surf or tennis sessions that can still be booked, by time, with the spots left and the price of each. ' +
    'Ask for one date, or for a range of up to 14 days; without days it answers the next 7. Sessions that are full or ' +
    'have started are left out. A session without a level is open to every level.',
  input,
  output: z.object({ sessions: z.array(clubSession) }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(asked, { db, now, timezone }: ClubContext) {
    refuseOtherSport(asked)
    const instant = now()
    const { first, last } = availabilityDays(asked, instant, timezone)
    const rows = await db
      .select({ session: sessions, booked: count(bookings.id) })
      .from(sessions)
      .leftJoin(bookings, and(eq(bookings.sessionId, sessions.id), eq(bookings.status, 'confirmed')))
      .where(
        and(
          eq(sessions.sport, asked.sport),
          gt(sessions.startsAt, instant),
          gte(sessions.startsAt, startOfDay(first, timezone)),
          lt(sessions.startsAt, startOfDay(addDays(last, 1), timezone)),
          asked.level && or(eq(sessions.level, asked.level), isNull(sessions.level)),
          asked.wave_side && eq(sessions.waveSide, asked.wave_side),
          asked.court === undefined ? undefined : eq(sessions.court, asked.court),
        ),
      )
      .groupBy(sessions.id)
      .having(({ booked }) => gt(sessions.spots, booked))
      .orderBy(asc(sessions.startsAt), asc(sessions.id))
    return { sessions: rows.map(({ session, booked }) => sessionView(session, booked, timezone)) }
  },
})

/** An empty list would say that nothing is free. */
function refuseOtherSport(asked: z.output<typeof input>): void {
  if (asked.sport === 'tennis' && asked.wave_side) {
    throw new ToolError('Tennis sessions have no side of the wave. Leave wave_side out, or ask for surf.')
  }
  if (asked.sport === 'surf' && asked.court !== undefined) {
    throw new ToolError('Surf sessions have no court. Leave court out, or ask for tennis.')
  }
}
