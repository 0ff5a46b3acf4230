import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { agents } from './agents.ts'
import { users } from './users.ts'

/** What a person allowed a client by one consent, and whether that is still so. */
export const oauthConnections = pgTable('oauth_connections', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  grantId: text('grant_id').notNull().unique(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  clientId: text('client_id').notNull(),
  clientName: text('client_name').notNull(),
  redirectHost: text('redirect_host').notNull(),
  resource: text().notNull(),
  scopes: text().array().notNull(),
  /** The agent whose tools it reaches; everything of the resource where null. With its agent it goes. */
  agentId: integer('agent_id').references(() => agents.id, { onDelete: 'cascade' }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
})
