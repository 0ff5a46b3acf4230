import { defineTool, ToolError } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { ClubContext } from './club-context.ts'
import { id } from './id.ts'
import { requireCaller, requireOwnMember } from './own-members.ts'
import { preferenceFields, preferences, readPreferences } from './preferences.ts'
import { memberPreferences } from './schema/member-preferences.ts'
import { members } from './schema/members.ts'

/** Changes the preferences that are given, keeps the others, and answers the whole. */
export const setMemberPreferences = defineTool({
  name: 'set_member_preferences',
  title: 'Change a member’s preferences',
  description:
    'Change how a member likes to book. Give only what changes; everything else stays as it is. A list replaces the ' +
    'list before it. Answers all preferences after the change, to be read back to the caller.',
  input: z
    .strictObject({ member_id: id.describe('One of the caller’s members, from get_members'), ...preferenceFields })
    .partial()
    .required({ member_id: true }),
  output: preferences,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ member_id, ...changes }, context: ClubContext) {
    const caller = requireCaller(context)
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new ToolError(`Nothing to change was given. Give one of ${Object.keys(preferenceFields).join(', ')}.`)
    }
    return context.db.transaction(async (tx) => {
      const member = await requireOwnMember(tx, caller, member_id)
      // Two changes of different fields at the same time both last.
      await tx.select({ id: members.id }).from(members).where(eq(members.id, member_id)).for('no key update')
      const before = await readPreferences(tx, member)
      const row = {
        sessions: changes.sessions ?? before.sessions,
        targetHours: sortedOnce(changes.target_hours ?? before.target_hours),
        targetDates: sortedOnce(changes.target_dates ?? before.target_dates),
        sport: changes.sport ?? before.sport,
        level: changes.level ?? before.level ?? null,
        waveSide: changes.wave_side ?? before.wave_side ?? null,
      }
      await tx
        .insert(memberPreferences)
        .values({ memberId: member_id, ...row })
        .onConflictDoUpdate({ target: memberPreferences.memberId, set: row })
      return readPreferences(tx, member)
    })
  },
})

function sortedOnce(values: string[]): string[] {
  return [...new Set(values)].toSorted()
}
