import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text } from 'drizzle-orm/pg-core'

/** A discount that a limited number of bookings may use. */
export const vouchers = pgTable(
  'club_vouchers',
  {
    /** In capitals and without spaces, as what a caller says is compared. */
    code: text().primaryKey(),
    /** Off the price: 1 to 100. */
    percentage: integer().notNull(),
    usesLeft: integer('uses_left').notNull(),
  },
  (voucher) => [
    check('club_vouchers_code', sql`${voucher.code} = upper(${voucher.code})`),
    check('club_vouchers_percentage', sql`${voucher.percentage} between 1 and 100`),
    check('club_vouchers_uses_left', sql`${voucher.usesLeft} >= 0`),
  ],
)
