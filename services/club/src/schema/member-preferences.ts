import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { members } from './members.ts'

/** How a member likes to book; a member without a row has the defaults. */
export const memberPreferences = pgTable('club_member_preferences', {
  memberId: integer('member_id')
    .primaryKey()
    .references(() => members.id),
  /** A week. */
  sessions: integer().notNull(),
  /** `HH:MM` in the club's zone. */
  targetHours: text('target_hours').array().notNull(),
  /** `YYYY-MM-DD`. */
  targetDates: text('target_dates').array().notNull(),
  sport: text({ enum: ['surf', 'tennis'] }).notNull(),
  level: text({ enum: ['beginner', 'intermediate', 'advanced'] }),
  waveSide: text('wave_side', { enum: ['left', 'right'] }),
})
