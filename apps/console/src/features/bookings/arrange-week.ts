import type { ClubWeek, ClubSession } from '@patchbay/contract'
import { dateIn, formatTime } from '../../format/time.ts'
import type { WeekSession } from './api.ts'
import { weekDays } from './week-days.ts'

export interface ArrangedWeek {
  /** `YYYY-MM-DD`, seven of them. */
  days: string[]
  /** Every time of day at which something starts, `HH:MM` in the club's zone, early to late. */
  times: string[]
  /** The sessions of one day that start at one time; courts and wave sides lie side by side. */
  at(day: string, time: string): WeekSession[]
  /** The sessions of one day, early to late. */
  on(day: string): WeekSession[]
}

/** Lays the week's sessions out by day and time in the club's zone, of one sport or of all. */
export function arrangeWeek(week: ClubWeek, sport: ClubSession['sport'] | undefined): ArrangedWeek {
  const sessions = week.sessions
    .filter((session) => sport === undefined || session.sport === sport)
    .toSorted((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.session_id - b.session_id)
  const byDay = Map.groupBy(sessions, (session) => dateIn(week.timezone, session.starts_at))
  const timeOf = (session: WeekSession) => formatTime(session.starts_at, week.timezone)
  const on = (day: string) => byDay.get(day) ?? []
  return {
    days: weekDays(week.from),
    times: [...new Set(sessions.map(timeOf))].toSorted(),
    on,
    at: (day, time) => on(day).filter((session) => timeOf(session) === time),
  }
}
