import type { AuditEvent } from '@patchbay/contract'
import { index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

/** What was done to the configuration, and what looked suspicious. Without a user it concerns the whole gateway. */
export const adminEvents = pgTable(
  'admin_events',
  {
    /** `ae_` and a time-ordered id. */
    id: text().primaryKey(),
    userId: integer('user_id').references(() => users.id, { onDelete: 'cascade' }),
    type: text().notNull(),
    severity: text().$type<AuditEvent['severity']>().notNull(),
    actor: text().notNull(),
    subject: text().notNull(),
    sentence: text().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('admin_events_by_user').on(table.userId, table.id)],
)
