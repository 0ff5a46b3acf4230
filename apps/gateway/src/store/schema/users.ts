import type { Role } from '@patchbay/contract'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** People. The first one is there from the first start; keys from the environment are theirs. */
export const users = pgTable('users', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull().unique(),
  role: text().$type<Role>().notNull(),
  /** In small letters. */
  email: text().unique(),
  /** argon2id, as a PHC string; null for who comes in by links or a provider. */
  passwordHash: text('password_hash'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
})
