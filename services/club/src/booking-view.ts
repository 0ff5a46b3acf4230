import type { ClubBooking } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import { bookings } from './schema/bookings.ts'
import { members } from './schema/members.ts'
import { sessions } from './schema/sessions.ts'
import { sessionDetails, type SessionRow } from './session-view.ts'

export interface BookingRow {
  booking: typeof bookings.$inferSelect
  session: SessionRow
  member: typeof members.$inferSelect
}

/** Bookings with their session and member; whoever calls this adds which, and in what order. */
export function selectBookings(db: Database) {
  return db
    .select({ booking: bookings, session: sessions, member: members })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(members, eq(members.id, bookings.memberId))
}

/** A confirmed booking as a caller hears of it. */
export function bookingView({ booking, session, member }: BookingRow, timezone: string): ClubBooking {
  return {
    booking_id: booking.id,
    status: 'confirmed',
    member_id: member.id,
    member_name: member.name,
    ...sessionDetails(session, timezone),
    price: { amount_minor: booking.priceMinor, currency: booking.currency },
    ...(booking.voucherCode === null ? {} : { voucher_code: booking.voucherCode }),
  }
}
