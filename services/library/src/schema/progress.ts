import { doublePrecision, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { books } from './books.ts'

/** How far each reader has heard a book. */
export const progress = pgTable(
  'library_progress',
  {
    /** `1`, or `1/+5511999999999` for a caller of the user 1. */
    reader: text().notNull(),
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id, { onDelete: 'cascade' }),
    positionS: doublePrecision('position_s').notNull(),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
  },
  (place) => [primaryKey({ columns: [place.reader, place.bookId] })],
)
