import { clubBooking } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { bookingView, selectBookings } from './booking-view.ts'
import type { ClubContext } from './club-context.ts'
import { id } from './id.ts'
import { requireCaller, requireOwnMember, requireOwnMembers } from './own-members.ts'
import { bookings } from './schema/bookings.ts'
import { sessions } from './schema/sessions.ts'

/** Lists the active bookings of the caller's members: those that are not cancelled and not over. */
export const getBookings = defineTool({
  name: 'get_bookings',
  title: 'List bookings',
  description:
    'List the bookings of the caller’s members that are still to come, by time, each with its booking_id, session and ' +
    'price. Cancelled bookings are left out. Use it before cancelling, to find the booking that the caller means.',
  input: z.strictObject({
    member_id: id.optional().describe('Only this member’s; all of the caller’s members when left out'),
    include_past: z.boolean().default(false).describe('Also those whose session is over'),
  }),
  output: z.object({ bookings: z.array(clubBooking) }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ member_id, include_past }, context: ClubContext) {
    const { db, now, timezone } = context
    const caller = requireCaller(context)
    const asked =
      member_id === undefined ? await requireOwnMembers(db, caller) : [await requireOwnMember(db, caller, member_id)]
    const rows = await selectBookings(db)
      .where(
        and(
          inArray(
            bookings.memberId,
            asked.map((member) => member.id),
          ),
          eq(bookings.status, 'confirmed'),
          include_past ? undefined : gt(sessions.endsAt, now()),
        ),
      )
      .orderBy(asc(sessions.startsAt), asc(bookings.id))
    return { bookings: rows.map((row) => bookingView(row, timezone)) }
  },
})
