import type { CallToolResult, Outcome, ToolCallStatus, ToolClass } from '@patchbay/contract'
import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

/**
 * Every tool call. A write's row is there, `running`, before the write is sent: what is still `running` when
 * no process works on it any more is a write whose outcome nobody saw.
 */
export const toolCalls = pgTable(
  'tool_calls',
  {
    /** `tc_` and a time-ordered id, so that the order of ids is the order of starts. */
    id: text().primaryKey(),
    /** A user's and a call's id, and gone with them: kept by triggers, of which one looks at all rows of a statement at once. */
    userId: integer('user_id').notNull(),
    callId: text('call_id'),
    agentId: integer('agent_id'),
    /** The row in `mcp_servers`, which may be gone by now. */
    serverId: integer('server_id'),
    server: text().notNull(),
    tool: text().notNull(),
    toolClass: text('tool_class').$type<ToolClass>().notNull(),
    /** As the audit shows them: secrets redacted. */
    arguments: jsonb().$type<Record<string, unknown>>().notNull(),
    /** SHA-256 of tool and arguments, as they were sent. */
    argumentsHash: text('arguments_hash').notNull(),
    /** SHA-256 of whose key it is and the idempotency key, while the key is in force. */
    reuseKey: text('reuse_key'),
    status: text().$type<ToolCallStatus>().notNull(),
    outcome: jsonb().$type<Outcome>(),
    /** The whole answer of a write, to be given again for the same key, or of a call that went on in the background. */
    result: jsonb().$type<CallToolResult>(),
    resultText: text('result_text'),
    error: text(),
    /** It went on in the background of its conversation: its answer is kept until it is heard. */
    detached: boolean().notNull().default(false),
    heardAt: timestamp('heard_at', { withTimezone: true }),
    askedBy: text('asked_by').notNull(),
    callerPhone: text('caller_phone'),
    startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
    endedAt: timestamp('ended_at', { withTimezone: true }),
    durationMs: doublePrecision('duration_ms'),
  },
  (table) => [
    index('tool_calls_by_user').on(table.userId, table.id),
    // Only writes are looked for by their arguments: a read's row has none, and costs no entry.
    index('tool_calls_by_arguments')
      .on(table.userId, table.argumentsHash, table.status)
      .where(sql`${table.argumentsHash} <> ''`),
    index('tool_calls_by_call')
      .on(table.callId, table.id)
      .where(sql`${table.callId} is not null`),
    uniqueIndex('tool_calls_by_reuse_key')
      .on(table.reuseKey)
      .where(sql`${table.reuseKey} is not null`),
  ],
)
