import { sql } from 'drizzle-orm'
import { integer, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { books } from './books.ts'

/** A book read aloud by one voice, once a voice. The one that is `ready` is what the book's positions point into. */
export const narrations = pgTable(
  'library_narrations',
  {
    id: uuid().primaryKey().defaultRandom(),
    bookId: integer('book_id')
      .notNull()
      .references(() => books.id, { onDelete: 'cascade' }),
    voiceId: text('voice_id').notNull(),
    /** Who spoke last: the voice, or the one that stands in for it. */
    spokenBy: text('spoken_by'),
    state: text({ enum: ['queued', 'running', 'ready', 'failed', 'cancelled'] }).notNull(),
    /** For people. */
    error: text(),
    askedAt: timestamp('asked_at', { withTimezone: true }).notNull(),
    readyAt: timestamp('ready_at', { withTimezone: true }),
    /** The process that makes it, where processes share the work by the store; by the store's clock. */
    leaseHolder: text('lease_holder'),
    leaseUntil: timestamp('lease_until', { withTimezone: true }),
  },
  (narration) => [
    unique('library_narrations_once').on(narration.bookId, narration.voiceId),
    uniqueIndex('library_narrations_heard')
      .on(narration.bookId)
      .where(sql`${narration.state} = 'ready'`),
  ],
)
