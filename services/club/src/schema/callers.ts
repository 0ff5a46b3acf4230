import { boolean, pgTable, text } from 'drizzle-orm/pg-core'

/** A phone number that the club knows, and who answers it. */
export const callers = pgTable('club_callers', {
  /** E.164. */
  phone: text().primaryKey(),
  name: text().notNull(),
  hasBeyondToken: boolean('has_beyond_token').notNull().default(false),
})
