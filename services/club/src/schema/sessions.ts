import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** An hour on the wave or the court that members book a spot in. */
export const sessions = pgTable(
  'club_sessions',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sport: text({ enum: ['surf', 'tennis'] }).notNull(),
    startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
    endsAt: timestamp('ends_at', { withTimezone: true }).notNull(),
    /** None: open to every level. */
    level: text({ enum: ['beginner', 'intermediate', 'advanced'] }),
    waveSide: text('wave_side', { enum: ['left', 'right'] }),
    court: integer(),
    spots: integer().notNull(),
    /** For one spot, in the currency's smallest unit. */
    priceMinor: integer('price_minor').notNull(),
    /** ISO 4217. */
    currency: text().notNull(),
  },
  (session) => [
    index('club_sessions_by_time').on(session.startsAt),
    check('club_sessions_end_after_start', sql`${session.endsAt} > ${session.startsAt}`),
    check('club_sessions_have_spots', sql`${session.spots} > 0`),
    check('club_sessions_price', sql`${session.priceMinor} >= 0`),
  ],
)
