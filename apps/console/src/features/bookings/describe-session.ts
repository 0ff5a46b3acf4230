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

/** The two parts of a session's card under its sport's sign: `Advanced` and `left wave`, or `Court 2` and nothing. */
export function nameKind({ sport, level, wave_side, court }: WeekSession): { title: string; rest: string | null } {
  const rest = wave_side === undefined ? null : `${wave_side} wave`
  if (court !== undefined) return { title: `Court ${court}`, rest: level ?? rest }
  if (level !== undefined) return { title: level.charAt(0).toUpperCase() + level.slice(1), rest }
  return { title: sportNames[sport], rest }
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
