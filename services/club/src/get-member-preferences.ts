import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { ClubContext } from './club-context.ts'
import { id } from './id.ts'
import { requireCaller, requireOwnMember } from './own-members.ts'
import { preferences, readPreferences } from './preferences.ts'

/** Reads how a member likes to book. */
export const getMemberPreferences = defineTool({
  name: 'get_member_preferences',
  title: 'Read a member’s preferences',
  description:
    'Read how a member likes to book: sport, level, side of the wave, hours, dates, and how many sessions a week. ' +
    'Use it before suggesting sessions.',
  input: z.strictObject({ member_id: id.describe('One of the caller’s members, from get_members') }),
  output: preferences,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ member_id }, context: ClubContext) {
    return readPreferences(context.db, await requireOwnMember(context.db, requireCaller(context), member_id))
  },
})
