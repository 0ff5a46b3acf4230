import type { ClubWeek } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, asc, eq, gte, lt } from 'drizzle-orm'
import { selectBookings } from './booking-view.ts'
import { bookings } from './schema/bookings.ts'
import { sessions } from './schema/sessions.ts'
import { sessionView } from './session-view.ts'
import { addDays, dateAt, startOfDay } from './zoned-time.ts'

export interface ClubWeekAsked {
  /** The first day, `YYYY-MM-DD` on the club's calendar; today when left out. */
  from?: string | undefined
  timezone: string
  now: () => Date
}

/** Seven days as the club's staff see them: every session, also past and full ones, with who is booked. */
export async function readClubWeek(db: Database, { from, timezone, now }: ClubWeekAsked): Promise<ClubWeek> {
  const first = from ?? dateAt(now(), timezone)
  const last = addDays(first, 6)
  const inWeek = and(
    gte(sessions.startsAt, startOfDay(first, timezone)),
    lt(sessions.startsAt, startOfDay(addDays(last, 1), timezone)),
  )
  const ofWeek = await db.select().from(sessions).where(inWeek).orderBy(asc(sessions.startsAt), asc(sessions.id))
  const booked = await selectBookings(db)
    .where(and(inWeek, eq(bookings.status, 'confirmed')))
    .orderBy(asc(bookings.id))
  const bookedIn = Map.groupBy(booked, ({ session }) => session.id)
  return {
    from: first,
    to: last,
    timezone,
    sessions: ofWeek.map((session) => {
      const places = bookedIn.get(session.id) ?? []
      return {
        ...sessionView(session, places.length, timezone),
        spots: session.spots,
        bookings: places.map(({ booking, member }) => ({
          booking_id: booking.id,
          member_id: member.id,
          member_name: member.name,
          caller_phone: member.callerPhone,
        })),
      }
    }),
  }
}
