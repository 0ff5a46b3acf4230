import type { Turn } from '@patchbay/contract'
import { boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { calls } from './calls.ts'

/** What was said in a call, in the order in which it was. */
export const turns = pgTable(
  'turns',
  {
    /** `tu_` and a time-ordered id. */
    id: text().primaryKey(),
    callId: text('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    speaker: text().$type<Turn['speaker']>().notNull(),
    text: text().notNull(),
    interrupted: boolean().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('turns_by_call').on(table.callId, table.id)],
)
