import { clubBooking, META } from '@patchbay/contract'
import { defineTool, ToolError, type Database } from '@patchbay/service-kit'
import { and, eq, gt, lt } from 'drizzle-orm'
import * as z from 'zod'
import { bookingView, selectBookings, type BookingRow } from './booking-view.ts'
import type { ClubContext } from './club-context.ts'
import { id } from './id.ts'
import { lockCaller } from './lock-caller.ts'
import { requireCaller, requireOwnMember } from './own-members.ts'
import { bookings } from './schema/bookings.ts'
import { sessions } from './schema/sessions.ts'
import type { SessionRow } from './session-view.ts'
import { discounted, takeVoucher, voucherCode } from './voucher.ts'
import { zonedIso } from './zoned-time.ts'

const input = z.strictObject({
  member_id: id.describe('One of the caller’s members, from get_members'),
  session_id: id.describe('From get_availability'),
  voucher_code: voucherCode.optional().describe('A discount code, when the caller has one'),
})
type Request = z.output<typeof input>

/**
 * Books one spot for one member. Never sells more spots than the session has, nor one member two things at a time, on any
 * number of processes. A repeated idempotency key is answered with the booking that its first request made.
 */
export const bookSession = defineTool({
  name: 'book_session',
  title: 'Book a session',
  description:
    'Book a spot in an available session for one of the caller’s members. Say the session, the member and the price, ' +
    'and have the caller agree, before using it. The answer holds the price after the voucher’s discount; when it is ' +
    'an error, nothing was booked.',
  input,
  output: clubBooking,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  meta: { [META.honoursIdempotencyKey]: true },
  async run(request, context: ClubContext) {
    const { db, now, timezone, idempotencyKey } = context
    const caller = requireCaller(context)
    return db.transaction(
      async (tx) => {
        await lockCaller(tx, caller)
        const member = await requireOwnMember(tx, caller, request.member_id)
        if (idempotencyKey !== undefined) {
          const made = await findMade(tx, caller, idempotencyKey)
          if (made) return bookingView(requireSame(made, request), timezone)
        }
        const session = await lockSession(tx, request.session_id)
        const instant = now()
        if (session.startsAt <= instant) {
          throw new ToolError(
            `Session ${session.id} started at ${zonedIso(session.startsAt, timezone)} and can no longer be booked. ` +
              'Ask get_availability for a later one.',
          )
        }
        await refuseSecondBooking(tx, request.member_id, session, timezone)
        await refuseFullSession(tx, session)
        const discount = request.voucher_code === undefined ? 0 : await takeVoucher(tx, request.voucher_code)
        const [booking] = await tx
          .insert(bookings)
          .values({
            sessionId: session.id,
            memberId: request.member_id,
            callerPhone: caller.phone,
            status: 'confirmed',
            priceMinor: discounted(session.priceMinor, discount),
            currency: session.currency,
            voucherCode: request.voucher_code ?? null,
            idempotencyKey: idempotencyKey ?? null,
            bookedAt: instant,
          })
          .returning()
        if (!booking) throw new Error('an insert returned no row')
        return bookingView({ booking, session, member }, timezone)
      },
      // Each statement must see what was committed while its lock was waited for.
      { isolationLevel: 'read committed' },
    )
  },
})

async function findMade(tx: Database, { phone }: { phone: string }, key: string) {
  const [made] = await selectBookings(tx).where(and(eq(bookings.callerPhone, phone), eq(bookings.idempotencyKey, key)))
  return made
}

function requireSame(made: BookingRow, request: Request): BookingRow {
  const { id: bookingId, sessionId, memberId, voucherCode: code, status } = made.booking
  if (sessionId !== request.session_id || memberId !== request.member_id || code !== (request.voucher_code ?? null)) {
    throw new ToolError(
      `This idempotency key already made booking ${bookingId}, with other arguments. Nothing was booked; use a new key.`,
    )
  }
  if (status === 'cancelled') {
    throw new ToolError(
      `This request made booking ${bookingId}, which has been cancelled since. Nothing was booked; to book again, ask anew.`,
    )
  }
  return made
}

async function lockSession(tx: Database, sessionId: number): Promise<SessionRow> {
  const [session] = await tx.select().from(sessions).where(eq(sessions.id, sessionId)).for('no key update')
  if (session) return session
  throw new ToolError(`There is no session ${sessionId}. Ask get_availability for the sessions that can be booked.`)
}

/** The same session again, or another one at the same time, whatever the sport. */
async function refuseSecondBooking(
  tx: Database,
  memberId: number,
  session: SessionRow,
  timezone: string,
): Promise<void> {
  const [other] = await selectBookings(tx)
    .where(
      and(
        eq(bookings.memberId, memberId),
        eq(bookings.status, 'confirmed'),
        lt(sessions.startsAt, session.endsAt),
        gt(sessions.endsAt, session.startsAt),
      ),
    )
    .orderBy(sessions.startsAt)
    .limit(1)
  if (!other) return
  const booking = bookingView(other, timezone)
  const { booking_id, member_name, starts_at, ends_at } = booking
  throw new ToolError(
    other.session.id === session.id
      ? `${member_name} is already booked in this session: booking ${booking_id}, ${starts_at}. Nothing was booked twice.`
      : `${member_name} already has a ${booking.sport} session from ${starts_at} to ${ends_at} (booking ${booking_id}), ` +
          'which overlaps with this one. Choose another time, or cancel that booking first.',
    { booking },
  )
}

async function refuseFullSession(tx: Database, session: SessionRow): Promise<void> {
  const booked = await tx.$count(bookings, and(eq(bookings.sessionId, session.id), eq(bookings.status, 'confirmed')))
  if (booked < session.spots) return
  throw new ToolError(`Session ${session.id} is full. Ask get_availability for another one.`)
}
