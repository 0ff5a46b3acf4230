import type { sessions } from '../schema/sessions.ts'
import { instantAt } from '../zoned-time.ts'

/** A session of every day: `time` on the club's clock, an hour long. */
type Slot = Pick<typeof sessions.$inferInsert, 'sport' | 'level' | 'waveSide' | 'court' | 'spots' | 'priceMinor'> & {
  time: string
}

const lengthMs = 60 * 60_000

const daily: Slot[] = [
  { time: '07:00', sport: 'surf', level: 'advanced', waveSide: 'right', spots: 8, priceMinor: 26_000 },
  { time: '07:00', sport: 'surf', level: 'intermediate', waveSide: 'left', spots: 8, priceMinor: 22_000 },
  { time: '09:00', sport: 'surf', level: 'beginner', waveSide: 'left', spots: 6, priceMinor: 18_000 },
  { time: '09:00', sport: 'surf', level: 'intermediate', waveSide: 'right', spots: 8, priceMinor: 22_000 },
  { time: '11:00', sport: 'surf', level: 'beginner', waveSide: 'right', spots: 6, priceMinor: 18_000 },
  { time: '15:00', sport: 'surf', level: 'intermediate', waveSide: 'left', spots: 8, priceMinor: 20_000 },
  { time: '16:00', sport: 'surf', level: 'beginner', waveSide: 'left', spots: 6, priceMinor: 16_000 },
  { time: '17:00', sport: 'surf', level: 'advanced', waveSide: 'left', spots: 8, priceMinor: 24_000 },
  { time: '08:00', sport: 'tennis', court: 1, spots: 4, priceMinor: 9_000 },
  { time: '08:00', sport: 'tennis', court: 2, spots: 4, priceMinor: 9_000 },
  { time: '18:00', sport: 'tennis', court: 1, spots: 4, priceMinor: 12_000 },
  { time: '18:00', sport: 'tennis', court: 2, spots: 4, priceMinor: 12_000 },
  { time: '20:00', sport: 'tennis', court: 3, spots: 4, priceMinor: 11_000 },
]

/** The demonstration club's sessions of one day of its calendar. */
export function timetable(date: string, timezone: string): (typeof sessions.$inferInsert)[] {
  return daily.map(({ time, ...slot }) => {
    const startsAt = instantAt(date, time, timezone)
    return { ...slot, startsAt, endsAt: new Date(startsAt.getTime() + lengthMs), currency: 'BRL' }
  })
}
