import { integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { mcpServers } from './mcp-servers.ts'
import { users } from './users.ts'

/** What a user proves themselves with at a server: a key of their own, or what signing in there (OAuth) gave. */
export const serverCredentials = pgTable(
  'server_credentials',
  {
    serverId: integer('server_id')
      .notNull()
      .references(() => mcpServers.id, { onDelete: 'cascade' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text().$type<'api_key' | 'oauth'>().notNull(),
    /** Sealed: the key, or the JSON of client registration, tokens and verifier. */
    sealed: text().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.serverId, table.userId, table.kind] })],
)
