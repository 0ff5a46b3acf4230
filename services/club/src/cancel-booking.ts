import { META } from '@patchbay/contract'
import { defineTool, ToolError } from '@patchbay/service-kit'
import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { selectBookings } from './booking-view.ts'
import type { ClubContext } from './club-context.ts'
import { id } from './id.ts'
import { lockCaller } from './lock-caller.ts'
import { requireCaller, requireOwnMembers } from './own-members.ts'
import { bookings } from './schema/bookings.ts'
import { members } from './schema/members.ts'
import { returnVoucher } from './voucher.ts'
import { zonedIso } from './zoned-time.ts'

/** Cancels a booking of one of the caller's members: its spot is free at once, and its voucher may be used again. */
export const cancelBooking = defineTool({
  name: 'cancel_booking',
  title: 'Cancel a booking',
  description:
    'Cancel a booking of one of the caller’s members, before its session starts. Say which booking it is, and have the ' +
    'caller agree, before using it. The spot is given up at once and may be gone when the caller wants it back; a ' +
    'voucher that was used becomes usable again.',
  input: z.strictObject({ booking_id: id.describe('From get_bookings or book_session') }),
  output: z.object({
    booking_id: id,
    status: z.literal('cancelled'),
    already_cancelled: z.literal(true).optional().describe('It had been cancelled before; nothing changed now'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  // A second cancellation changes nothing, with a key or without.
  // Destructive as MCP has it, and yet no more than a write: what was cancelled can be booked again.
  meta: { [META.honoursIdempotencyKey]: true, [META.toolClass]: 'write' },
  async run({ booking_id }, context: ClubContext) {
    const { db, now, timezone } = context
    const caller = requireCaller(context)
    return db.transaction(
      async (tx) => {
        await lockCaller(tx, caller)
        await requireOwnMembers(tx, caller)
        const [row] = await selectBookings(tx).where(
          and(eq(bookings.id, booking_id), eq(members.callerPhone, caller.phone)),
        )
        if (!row) {
          throw new ToolError(
            `Booking ${booking_id} is not a booking of one of your members. Ask get_bookings for those that there are.`,
          )
        }
        const { booking, session } = row
        if (booking.status === 'cancelled') {
          return { booking_id, status: 'cancelled' as const, already_cancelled: true as const }
        }
        const instant = now()
        if (session.startsAt <= instant) {
          throw new ToolError(
            `The session of booking ${booking_id} started at ${zonedIso(session.startsAt, timezone)}, ` +
              'so it can no longer be cancelled.',
          )
        }
        await tx.update(bookings).set({ status: 'cancelled', cancelledAt: instant }).where(eq(bookings.id, booking_id))
        if (booking.voucherCode !== null) await returnVoucher(tx, booking.voucherCode)
        return { booking_id, status: 'cancelled' as const }
      },
      { isolationLevel: 'read committed' },
    )
  },
})
