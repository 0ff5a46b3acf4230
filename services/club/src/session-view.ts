import type { ClubSession } from '@patchbay/contract'
import type { sessions } from './schema/sessions.ts'
import { zonedIso } from './zoned-time.ts'

export type SessionRow = typeof sessions.$inferSelect

/** What a session is, without what changes about it. */
export function sessionDetails(session: SessionRow, timezone: string): Omit<ClubSession, 'spots_left' | 'price'> {
  return {
    session_id: session.id,
    sport: session.sport,
    starts_at: zonedIso(session.startsAt, timezone),
    ends_at: zonedIso(session.endsAt, timezone),
    ...(session.level ? { level: session.level } : {}),
    ...(session.waveSide ? { wave_side: session.waveSide } : {}),
    ...(session.court === null ? {} : { court: session.court }),
  }
}

/** A session as a caller hears of it. */
export function sessionView(session: SessionRow, booked: number, timezone: string): ClubSession {
  return {
    ...sessionDetails(session, timezone),
    spots_left: session.spots - booked,
    price: { amount_minor: session.priceMinor, currency: session.currency },
  }
}
