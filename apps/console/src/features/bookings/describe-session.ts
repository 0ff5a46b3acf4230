import { dateIn, formatDate, formatTime } from '../../format/time.ts'
import type { WeekSession } from './api.ts'

const sportNames = { surf: 'Surf', tennis: 'Tennis' } as const

/** `Surf` or `Tennis`. */
export function sportName(session: Pick<WeekSession, 'sport'>): string {
  return sportNames[session.sport]
}

/** `advanced, left wave` or `court 2`; empty where a session has neither. */
export function describeKind({ level, wave_side, court }: WeekSession): string {
  return [level, wave_side && `${wave_side} wave`, court && `court ${court}`].filter(Boolean).join(', ')
}

/** `07:00–08:00` in the club's zone. */
export function describeHours(session: WeekSession, timezone: string): string {
  return `${formatTime(session.starts_at, timezone)}–${formatTime(session.ends_at, timezone)}`
}

/** `Surf, Thursday 26 November, 07:00–08:00`: enough to tell a session from the others by ear. */
export function describeSession(session: WeekSession, timezone: string): string {
  const day = formatDate(dateIn(timezone, session.starts_at), { weekday: 'long', day: 'numeric', month: 'long' })
  return `${sportName(session)}, ${day}, ${describeHours(session, timezone)}`
}

/** Whether it can no longer be booked because it has begun. */
export function hasBegun(session: WeekSession, now: Date): boolean {
  return Date.parse(session.starts_at) <= now.getTime()
}
