import { bigint, doublePrecision, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** What each user has had spoken, month by month. */
export const usage = pgTable(
  'voicebox_usage',
  {
    userId: integer('user_id').notNull(),
    /** `2026-11`, UTC. */
    period: text().notNull(),
    characters: bigint({ mode: 'number' }).notNull().default(0),
    seconds: doublePrecision().notNull().default(0),
    calls: integer().notNull().default(0),
  },
  (row) => [primaryKey({ columns: [row.userId, row.period] })],
)

/** Characters that are being spoken now. They count as used until it is known how many were. */
export const reservations = pgTable(
  'voicebox_reservations',
  {
    id: text().primaryKey(),
    userId: integer('user_id').notNull(),
    period: text().notNull(),
    characters: integer().notNull(),
    /** When whoever made it must have died. */
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (row) => [index('voicebox_reservations_of_user').on(row.userId, row.period)],
)

/** Characters a month of the users for whom the gateway's own setting does not hold. */
export const quotas = pgTable('voicebox_quotas', {
  userId: integer('user_id').primaryKey(),
  characters: integer().notNull(),
})
