import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'

/** One book's narration. Nobody but its import sees it before it is `ready`. */
export const books = pgTable(
  'library_books',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** How others know it; a string, made from title, owner and file. */
    jobId: text('job_id').notNull().unique(),
    /** The gateway's user; nobody's where everybody has it. */
    ownerId: integer('owner_id'),
    title: text().notNull(),
    author: text(),
    language: text({ enum: ['en', 'pt'] }).notNull(),
    sourceName: text('source_name').notNull(),
    sourceSha256: text('source_sha256').notNull(),
    format: text({ enum: ['text', 'epub', 'srt', 'vtt'] }).notNull(),
    positions: text({ enum: ['transcript', 'estimated', 'narration'] }).notNull(),
    state: text({ enum: ['importing', 'ready'] }).notNull(),
    /** How many are kept so far; an import goes on from here. */
    passages: integer().notNull().default(0),
    durationS: doublePrecision('duration_s').notNull().default(0),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    readyAt: timestamp('ready_at', { withTimezone: true }),
  },
  (book) => [
    uniqueIndex('library_books_once').on(sql`coalesce(${book.ownerId}, 0)`, book.sourceSha256),
    index('library_books_of_owner').on(book.ownerId),
  ],
)
