import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { books } from './books.ts'

/** In how many chunks of a book each lexeme stands: a rare word says more about a passage than a common one. */
export const words = pgTable(
  'library_words',
  {
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id, { onDelete: 'cascade' }),
    lexeme: text().notNull(),
    chunks: integer().notNull(),
  },
  (word) => [primaryKey({ columns: [word.bookId, word.lexeme] }), index('library_words_by_lexeme').on(word.lexeme)],
)
