import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import { callers } from './callers.ts'
import { members } from './members.ts'
import { sessions } from './sessions.ts'
import { vouchers } from './vouchers.ts'

/** One member's spot in one session. A cancelled booking stays, and counts no more. */
export const bookings = pgTable(
  'club_bookings',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sessionId: integer('session_id')
      .notNull()
      .references(() => sessions.id),
    memberId: integer('member_id')
      .notNull()
      .references(() => members.id),
    /** Who booked it. */
    callerPhone: text('caller_phone')
      .notNull()
      .references(() => callers.phone),
    status: text({ enum: ['confirmed', 'cancelled'] }).notNull(),
    /** What the member pays, after the discount, in the currency's smallest unit. */
    priceMinor: integer('price_minor').notNull(),
    /** ISO 4217. */
    currency: text().notNull(),
    voucherCode: text('voucher_code').references(() => vouchers.code),
    /** Of the request that made it, so that the same request again is answered with this booking. */
    idempotencyKey: text('idempotency_key'),
    bookedAt: timestamp('booked_at', { withTimezone: true }).notNull(),
    cancelledAt: timestamp('cancelled_at', { withTimezone: true }),
  },
  (booking) => [
    // What book_session checks under its locks, held by the database as well.
    uniqueIndex('club_bookings_once_a_session')
      .on(booking.sessionId, booking.memberId)
      .where(sql`${booking.status} = 'confirmed'`),
    uniqueIndex('club_bookings_by_key').on(booking.callerPhone, booking.idempotencyKey),
    index('club_bookings_of_member').on(booking.memberId),
    check('club_bookings_price', sql`${booking.priceMinor} >= 0`),
    check('club_bookings_cancelled', sql`(${booking.status} = 'cancelled') = (${booking.cancelledAt} is not null)`),
  ],
)
