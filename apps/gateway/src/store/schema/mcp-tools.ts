import type { ApprovalSetting, Tool, ToolClass, ToolState } from '@patchbay/contract'
import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { mcpServers } from './mcp-servers.ts'

/** The last known tools of each server, what a person set for them, and the definition that was approved. */
export const mcpTools = pgTable(
  'mcp_tools',
  {
    serverId: integer('server_id')
      .notNull()
      .references(() => mcpServers.id, { onDelete: 'cascade' }),
    /** As its server writes it. */
    name: text().notNull(),
    /** Where it stands in its server's list. */
    position: integer().notNull(),
    definition: jsonb().$type<Tool>().notNull(),
    /** SHA-256 of the definition, whatever the order of its members. */
    hash: text().notNull(),
    approvedHash: text('approved_hash'),
    approvedDefinition: jsonb('approved_definition').$type<Tool>(),
    state: text().$type<ToolState>().notNull(),
    toolClass: text('tool_class').$type<ToolClass>().notNull(),
    classBy: text('class_by').$type<'proposed' | 'person'>().notNull().default('proposed'),
    flags: text().array().notNull().default([]),
    cacheTtlS: integer('cache_ttl_s').notNull().default(0),
    timeoutMs: integer('timeout_ms'),
    detachAfterMs: integer('detach_after_ms'),
    approval: text().$type<ApprovalSetting>().notNull().default('agent'),
    lastGood: boolean('last_good').notNull().default(false),
    seenAt: timestamp('seen_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.serverId, table.name] })],
)
