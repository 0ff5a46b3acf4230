import { customType, doublePrecision, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { narrations } from './narrations.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * One passage as it was spoken. The audio of a chapter's passages, one after the other, is the chapter's file: each
 * row goes on where the one before it ended, so a row never changes once it is there.
 */
export const narrationPassages = pgTable(
  'library_narration_passages',
  {
    narrationId: uuid('narration_id')
      .notNull()
      .references(() => narrations.id, { onDelete: 'cascade' }),
    /** The passage's in its book. */
    ordinal: integer().notNull(),
    chapter: integer().notNull(),
    /** Seconds from the chapter's beginning. */
    startS: doublePrecision('start_s').notNull(),
    endS: doublePrecision('end_s').notNull(),
    /** In the chapter's file. */
    startByte: integer('start_byte').notNull(),
    endByte: integer('end_byte').notNull(),
    /** The number of the Ogg page that follows. */
    nextPage: integer('next_page').notNull(),
    /** Pages of Opus in Ogg; in a chapter's first row, with the head. */
    audio: bytea().notNull(),
  },
  (passage) => [
    primaryKey({ columns: [passage.narrationId, passage.ordinal] }),
    index('library_narration_passages_of_chapter').on(passage.narrationId, passage.chapter),
  ],
)
