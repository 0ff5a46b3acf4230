import { doublePrecision, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { narrations } from './narrations.ts'

/** A chapter whose every passage has been spoken. */
export const narrationChapters = pgTable(
  'library_narration_chapters',
  {
    narrationId: uuid('narration_id')
      .notNull()
      .references(() => narrations.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    durationS: doublePrecision('duration_s').notNull(),
    bytes: integer().notNull(),
  },
  (chapter) => [primaryKey({ columns: [chapter.narrationId, chapter.number] })],
)
