import { doublePrecision, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { books } from './books.ts'

/** Chapters are numbered from 1 in the order of the book. */
export const chapters = pgTable(
  'library_chapters',
  {
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    title: text().notNull(),
    startS: doublePrecision('start_s').notNull(),
    endS: doublePrecision('end_s').notNull(),
  },
  (chapter) => [primaryKey({ columns: [chapter.bookId, chapter.number] })],
)
