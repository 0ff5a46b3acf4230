import { customType, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** Audio, images and files of answers whose reader is a language model, which is given a link to them. */
export const toolBlobs = pgTable(
  'tool_blobs',
  {
    /** Unguessable: whoever has the link and belongs to the user may look. */
    id: text().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    toolCallId: text('tool_call_id').notNull(),
    mimeType: text('mime_type').notNull(),
    bytes: bytea().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('tool_blobs_by_time').on(table.createdAt)],
)
