import { REHEARSAL_USER, type Database, type Rehearsal, type ServiceProof } from '@patchbay/service-kit'
import { count, eq, gt, inArray } from 'drizzle-orm'
import { bookings } from './schema/bookings.ts'
import { callers } from './schema/callers.ts'
import { members } from './schema/members.ts'
import { sessions } from './schema/sessions.ts'
import { demoCallers } from './seed/people.ts'

const DAY_MS = 24 * 3600 * 1000

/** A code that no country has (ITU-T E.164 keeps 999 free), so that nobody calls from it. */
const NOBODY = '+999100000000'

/** The club as it is tried out: a caller, a member and two sessions of its own. */
export const clubProof: ServiceProof = { rehearse, checkSeed }

async function rehearse(tx: Database, now: () => Date): Promise<Rehearsal> {
  await tx.insert(callers).values({ phone: NOBODY, name: 'Nobody' })
  const member = await addMember(tx)
  // Beyond every timetable.
  const day = new Date(now().getTime() + 400 * DAY_MS)
  const [booked, free] = [await addSession(tx, day, 0), await addSession(tx, day, 2)]
  const [booking] = await tx
    .insert(bookings)
    .values({
      sessionId: booked,
      memberId: member,
      callerPhone: NOBODY,
      status: 'confirmed',
      priceMinor: 0,
      currency: 'BRL',
      bookedAt: now(),
    })
    .returning()
  const of = { member_id: member }
  const date = day.toISOString().slice(0, 10)
  return {
    asker: { userId: REHEARSAL_USER, caller: { phone: NOBODY } },
    calls: [
      { tool: 'get_members', args: {} },
      { tool: 'set_member_preferences', args: { ...of, sessions: 2, target_hours: ['09:00'] } },
      { tool: 'get_member_preferences', args: of },
      { tool: 'get_availability', args: { sport: 'surf', date } },
      { tool: 'book_session', args: { ...of, session_id: free } },
      { tool: 'get_bookings', args: of },
      { tool: 'cancel_booking', args: { booking_id: booking?.id } },
    ],
  }
}

async function addMember(tx: Database): Promise<number> {
  const [member] = await tx
    .insert(members)
    .values({ callerPhone: NOBODY, name: 'Nobody', relation: 'self', sports: ['surf'] })
    .returning()
  if (!member) throw new Error('an insert returned no row')
  return member.id
}

async function addSession(tx: Database, day: Date, afterHours: number): Promise<number> {
  const startsAt = new Date(day.getTime() + afterHours * 3600 * 1000)
  const endsAt = new Date(startsAt.getTime() + 3600 * 1000)
  const [session] = await tx
    .insert(sessions)
    .values({ sport: 'surf', startsAt, endsAt, spots: 1, priceMinor: 0, currency: 'BRL' })
    .returning()
  if (!session) throw new Error('an insert returned no row')
  return session.id
}

async function checkSeed(db: Database, now: () => Date): Promise<string> {
  const phones = demoCallers.map(({ phone }) => phone)
  const [people] = await db.select({ count: count() }).from(callers).where(inArray(callers.phone, phones))
  const [anybody] = await db.select({ count: count() }).from(callers)
  const [ahead] = await db.select({ count: count() }).from(sessions).where(gt(sessions.startsAt, now()))
  // A club with people of its own is not filled with invented ones.
  const some = people?.count ? `${people.count} invented callers` : `${anybody?.count ?? 0} callers of its own`
  if (!anybody?.count || !ahead?.count) {
    throw new Error(
      `the club has ${anybody?.count ?? 0} callers and ${ahead?.count ?? 0} sessions ahead. Start the gateway with ` +
        'DEMO=1 to fill it, or set DEMO=0.',
    )
  }
  const [taken] = await db.select({ count: count() }).from(bookings).where(eq(bookings.status, 'confirmed'))
  return `${some}, ${ahead.count} sessions ahead, ${taken?.count ?? 0} bookings`
}
