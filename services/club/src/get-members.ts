import { member } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { ClubContext } from './club-context.ts'
import { memberView } from './member-view.ts'
import { requireCaller, requireOwnMembers } from './own-members.ts'

/** Lists whom the caller may book for. */
export const getMembers = defineTool({
  name: 'get_members',
  title: 'List the caller’s members',
  description:
    'List the club members that the caller may act for (themselves and their family), with the member_id that the ' +
    'other tools ask for. Use it first, to learn whom a booking is for.',
  input: z.strictObject({}),
  output: z.object({ members: z.array(member) }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(_args, context: ClubContext) {
    const own = await requireOwnMembers(context.db, requireCaller(context))
    return { members: own.map(memberView) }
  },
})
