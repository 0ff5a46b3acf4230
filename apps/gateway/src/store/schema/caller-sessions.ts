import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { calls } from './calls.ts'
import { users } from './users.ts'

/** What a named caller holds for ten minutes, by the SHA-256 of its token. It counts to the user whose key named the caller. */
export const callerSessions = pgTable(
  'caller_sessions',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    callId: text('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    callerPhone: text('caller_phone').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    endedAt: timestamp('ended_at', { withTimezone: true }),
  },
  (table) => [index('caller_sessions_by_expiry').on(table.expiresAt)],
)
