import type { ApprovalPolicy, BuiltInTool } from '@patchbay/contract'
import { integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { mcpServers } from './mcp-servers.ts'
import { users } from './users.ts'

/** Voice agents' profiles. */
export const agents = pgTable('agents', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  name: text().notNull(),
  /** Names the agent's mount, so it is one for the whole gateway. */
  slug: text().notNull().unique(),
  instructions: text().notNull().default(''),
  voice: text(),
  engine: text().$type<'local' | 'openai'>().notNull().default('local'),
  approval: text().$type<ApprovalPolicy>().notNull().default('writes'),
  defaultCountry: text('default_country'),
  builtIns: text('built_ins').array().$type<BuiltInTool[]>().notNull().default(['pending_results']),
  detachAfterMs: integer('detach_after_ms').notNull().default(4_000),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
})

/** Which servers, and which of their tools, an agent gets. */
export const agentServers = pgTable(
  'agent_servers',
  {
    agentId: integer('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    serverId: integer('server_id')
      .notNull()
      .references(() => mcpServers.id, { onDelete: 'cascade' }),
    /** By their server's names; all of them where null. */
    tools: text().array(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.serverId] })],
)
