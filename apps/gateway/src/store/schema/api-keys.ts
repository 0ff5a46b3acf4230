import type { Scope } from '@patchbay/contract'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { agents } from './agents.ts'
import { users } from './users.ts'

/** API keys, by the SHA-256 of the key. One from the environment has the variable's name and `environment` as source. */
export const apiKeys = pgTable('api_keys', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  name: text().notNull(),
  keyHash: text('key_hash').notNull().unique(),
  prefix: text().notNull(),
  scopes: text().array().$type<Scope[]>().notNull(),
  source: text().$type<'made' | 'environment'>().notNull(),
  /** With its agent a key goes: without one it would reach everything that its user has. */
  agentId: integer('agent_id').references(() => agents.id, { onDelete: 'cascade' }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
})
