import type { SignInWay } from '@patchbay/contract'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

/** Browsers that are signed in to the console, by the SHA-256 of their cookie. */
export const consoleSessions = pgTable('console_sessions', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  tokenHash: text('token_hash').notNull().unique(),
  way: text().$type<SignInWay>().notNull().default('link'),
  /** What the browser says that it is. */
  userAgent: text('user_agent'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
})
