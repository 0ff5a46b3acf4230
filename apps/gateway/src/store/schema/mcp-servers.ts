import type { ApprovalSetting, Binding, ConnectionStatus, ServerType } from '@patchbay/contract'
import { boolean, index, integer, jsonb, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

/**
 * MCP servers that users registered, and a row for each service of ours (`type` `service`), so that agents and tools have
 * one kind of reference.
 */
export const mcpServers = pgTable(
  'mcp_servers',
  {
    id: serial().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** As the person wrote it: an address, a package with its arguments, or a command line; a service's name. */
    url: text().notNull(),
    description: text().notNull().default(''),
    type: text().$type<ServerType | 'service'>().notNull(),
    /** Sealed: the key that goes along as a bearer. */
    apiKey: text('api_key'),
    /** Sealed JSON: the environment of a stdio server. */
    env: text(),
    /** Sealed JSON: headers of every request. */
    headers: text(),
    /** Names of what is sealed, to be shown. */
    envNames: text('env_names').array().notNull().default([]),
    headerNames: text('header_names').array().notNull().default([]),
    isActive: boolean('is_active').notNull().default(true),
    connectionStatus: text('connection_status').$type<ConnectionStatus>().notNull().default('disconnected'),
    lastConnected: timestamp('last_connected', { withTimezone: true }),
    metadata: jsonb().$type<ServerMetadata>().notNull().default({}),
    definitions: text().$type<'pin' | 'trust'>().notNull().default('pin'),
    /** When its first list of tools was taken; what comes later is new. */
    pinnedAt: timestamp('pinned_at', { withTimezone: true }),
    network: boolean().notNull().default(true),
    trusted: boolean().notNull().default(false),
    shared: boolean().notNull().default(false),
    credential: text().$type<'owner' | 'user'>().notNull().default('owner'),
    allowSampling: boolean('allow_sampling').notNull().default(false),
    allowElicitation: boolean('allow_elicitation').notNull().default(false),
    approval: text().$type<ApprovalSetting>().notNull().default('agent'),
    timeoutMs: integer('timeout_ms'),
    detachAfterMs: integer('detach_after_ms'),
    queueLimit: integer('queue_limit').notNull().default(64),
    callsPerMinute: integer('calls_per_minute'),
    bindings: jsonb().$type<Binding[]>().notNull().default([]),
    /** The entry of an imported `mcpServers` JSON, its secrets left out, so that it goes out as it came in. */
    imported: jsonb().$type<Record<string, unknown>>(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('mcp_servers_by_user').on(table.userId)],
)

/** What was found out about a server. */
export interface ServerMetadata {
  /** Why the connection status is what it is. */
  reason?: string
  /** What `auto` found. */
  transport?: Exclude<ServerType, 'auto'>
  /** The protocol revision that was agreed on, and when. */
  protocolVersion?: string
  probedAt?: string
  era?: 'legacy' | 'modern'
  /** Its `ServerCapabilities`. */
  capabilities?: Record<string, unknown>
  serverInfo?: Record<string, unknown>
  instructions?: string
  /** The package whose version was fixed when the server was added, such as `@scope/name@1.2.3`. */
  package?: string
  needsSignIn?: boolean
  [member: string]: unknown
}
