import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { callers } from './callers.ts'

/** Somebody who books; each belongs to one caller, who acts for them. */
export const members = pgTable(
  'club_members',
  {
    // Demonstration members have ids below the start, so that no later member meets one of them.
    id: integer().primaryKey().generatedByDefaultAsIdentity({ startWith: 100_000 }),
    callerPhone: text('caller_phone')
      .notNull()
      .references(() => callers.phone),
    name: text().notNull(),
    /** To the caller, as it is said: `self`, `daughter`. */
    relation: text().notNull(),
    sports: text({ enum: ['surf', 'tennis'] })
      .array()
      .notNull(),
  },
  (member) => [index('club_members_of_caller').on(member.callerPhone)],
)
