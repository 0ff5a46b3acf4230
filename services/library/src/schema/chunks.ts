import { sql, type SQL } from 'drizzle-orm'
import { customType, doublePrecision, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { books } from './books.ts'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** A stretch of a book, some sentences long: what is searched and cited. */
export const chunks = pgTable(
  'library_chunks',
  {
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id, { onDelete: 'cascade' }),
    /** From 0, in the order of the book. */
    ordinal: integer().notNull(),
    chapter: integer().notNull(),
    language: text({ enum: ['en', 'pt'] }).notNull(),
    text: text().notNull(),
    positionS: doublePrecision('position_s').notNull(),
    endS: doublePrecision('end_s').notNull(),
    words: tsvector()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`case "language" when 'pt' then to_tsvector('portuguese', "text") else to_tsvector('english', "text") end`,
      ),
  },
  (chunk) => [
    primaryKey({ columns: [chunk.bookId, chunk.ordinal] }),
    index('library_chunks_by_words').using('gin', chunk.words),
  ],
)
