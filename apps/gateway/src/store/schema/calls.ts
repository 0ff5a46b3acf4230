import type { Call } from '@patchbay/contract'
import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

/** Voice conversations. A call whose `expiresAt` has passed is over, also before `endedAt` is written. */
export const calls = pgTable(
  'calls',
  {
    id: text().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    callerPhone: text('caller_phone'),
    callerName: text('caller_name'),
    channel: text().$type<Call['channel']>().notNull(),
    startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    endedAt: timestamp('ended_at', { withTimezone: true }),
    endReason: text('end_reason').$type<NonNullable<Call['endReason']>>(),
  },
  (table) => [index('calls_by_user').on(table.userId, table.startedAt)],
)
