import { customType, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** What was made of a text. Nobody sees it before it is `ready`. */
export const clips = pgTable(
  'voicebox_clips',
  {
    /** Random, so that it cannot be guessed. */
    id: text().primaryKey(),
    userId: integer('user_id').notNull(),
    /** The caller for whom it was made, in E.164, where it was for one. */
    callerPhone: text('caller_phone'),
    /** The voice that was asked for, and the one that spoke. */
    voiceId: text('voice_id').notNull(),
    spokenBy: text('spoken_by').notNull(),
    engine: text().notNull(),
    text: text().notNull(),
    characters: integer().notNull(),
    samples: integer().notNull().default(0),
    sampleRateHz: integer('sample_rate_hz').notNull(),
    state: text({ enum: ['making', 'ready'] }).notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (clip) => [
    index('voicebox_clips_of_user').on(clip.userId, clip.createdAt),
    index('voicebox_clips_by_time').on(clip.createdAt),
  ],
)

/** Where several processes share the database: a clip's samples, PCM16 in little endian, in parts of one size; the last is shorter. */
export const clipParts = pgTable(
  'voicebox_clip_parts',
  {
    clipId: text('clip_id')
      .notNull()
      .references(() => clips.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    bytes: bytea().notNull(),
  },
  (part) => [primaryKey({ columns: [part.clipId, part.number] })],
)
