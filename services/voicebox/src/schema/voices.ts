import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'

/** The voices of this installation, kept in step with what `packages/speech` has. */
export const voices = pgTable('voicebox_voices', {
  voiceId: text('voice_id').primaryKey(),
  name: text().notNull(),
  /** BCP 47. */
  language: text().notNull(),
  engine: text().notNull(),
  sampleRateHz: integer('sample_rate_hz').notNull(),
  ready: boolean().notNull(),
  /** Its place in lists. */
  position: integer().notNull(),
})
