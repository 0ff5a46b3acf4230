import type { Approval, ToolClass } from '@patchbay/contract'
import { index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { agents } from './agents.ts'
import { calls } from './calls.ts'
import { users } from './users.ts'

/** A person's yes or no to one tool call; a yes is good once, for these arguments. */
export const approvals = pgTable(
  'approvals',
  {
    /** `ap_` and a time-ordered id. */
    id: text().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    callId: text('call_id').references(() => calls.id, { onDelete: 'cascade' }),
    agentId: integer('agent_id').references(() => agents.id, { onDelete: 'set null' }),
    toolCallId: text('tool_call_id').notNull(),
    /** In whose name a yes counts: the conversation, or the credential where there is none. */
    place: text().notNull(),
    server: text().notNull(),
    tool: text().notNull(),
    toolClass: text('tool_class').$type<ToolClass>().notNull(),
    arguments: jsonb().$type<Record<string, unknown>>().notNull(),
    argumentsHash: text('arguments_hash').notNull(),
    say: text().notNull(),
    why: text().$type<Approval['why']>().notNull(),
    state: text().$type<Approval['state']>().notNull(),
    askedBy: text('asked_by').notNull(),
    callerPhone: text('caller_phone'),
    decidedBy: text('decided_by'),
    decidedVia: text('decided_via').$type<NonNullable<Approval['decidedVia']>>(),
    reason: text(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    decidedAt: timestamp('decided_at', { withTimezone: true }),
  },
  (table) => [
    index('approvals_by_user').on(table.userId, table.id),
    index('approvals_by_arguments').on(table.place, table.argumentsHash),
  ],
)
