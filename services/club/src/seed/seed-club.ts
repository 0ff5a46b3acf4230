import type { Database } from '@patchbay/service-kit'
import { and, eq, gte, sql } from 'drizzle-orm'
import { bookings } from '../schema/bookings.ts'
import { callers } from '../schema/callers.ts'
import { memberPreferences } from '../schema/member-preferences.ts'
import { members } from '../schema/members.ts'
import { sessions } from '../schema/sessions.ts'
import { vouchers } from '../schema/vouchers.ts'
import { addDays, dateAt, instantAt, startOfDay } from '../zoned-time.ts'
import { demoCallers, demoMembers, demoPreferences, demoVouchers } from './people.ts'
import { timetable } from './timetable.ts'

/** How many days there are sessions for, today included. */
const days = 21

/** Made with the people, once; `inDays` counts from that day. */
const demoBookings = [
  { memberId: 12345, inDays: 3, time: '18:00', sport: 'tennis', court: 1 },
  { memberId: 12352, inDays: 1, time: '16:00', sport: 'surf', court: null },
  { memberId: 12361, inDays: 1, time: '16:00', sport: 'surf', court: null },
  { memberId: 12371, inDays: 2, time: '20:00', sport: 'tennis', court: 3 },
  { memberId: 12372, inDays: 2, time: '20:00', sport: 'tennis', court: 3 },
] as const

export interface SeedOptions {
  now: () => Date
  /** IANA. */
  timezone: string
}

/**
 * Fills the club with demonstration data. A second call, also at the same time from another process, keeps what is there
 * and adds the sessions of the days that have none, so that there are always three weeks of them from today on.
 */
export async function seedClub(db: Database, { now, timezone }: SeedOptions): Promise<void> {
  await db.transaction(async (tx) => {
    // One seeding at a time; bookings go on meanwhile.
    await tx.execute(sql`lock table ${sessions} in share row exclusive mode`)
    await addSessions(tx, now(), timezone)
    const [anybody] = await tx.select({ phone: callers.phone }).from(callers).limit(1)
    if (anybody) return
    await tx.insert(callers).values(demoCallers)
    await tx.insert(members).values(demoMembers)
    await tx.insert(memberPreferences).values(demoPreferences)
    await tx.insert(vouchers).values(demoVouchers)
    await addBookings(tx, now(), timezone)
  })
}

async function addSessions(tx: Database, now: Date, timezone: string): Promise<void> {
  const today = dateAt(now, timezone)
  const there = await tx
    .select({ startsAt: sessions.startsAt })
    .from(sessions)
    .where(gte(sessions.startsAt, startOfDay(today, timezone)))
  const filled = new Set(there.map(({ startsAt }) => dateAt(startsAt, timezone)))
  const missing = Array.from({ length: days }, (_, day) => addDays(today, day)).filter((date) => !filled.has(date))
  if (missing.length === 0) return
  await tx.insert(sessions).values(missing.flatMap((date) => timetable(date, timezone)))
}

async function addBookings(tx: Database, now: Date, timezone: string): Promise<void> {
  for (const { memberId, inDays, time, sport, court } of demoBookings) {
    const startsAt = instantAt(addDays(dateAt(now, timezone), inDays), time, timezone)
    const [session] = await tx
      .select()
      .from(sessions)
      .where(
        and(
          eq(sessions.startsAt, startsAt),
          eq(sessions.sport, sport),
          court === null ? undefined : eq(sessions.court, court),
        ),
      )
    const member = demoMembers.find(({ id }) => id === memberId)
    if (!session || !member) continue
    await tx.insert(bookings).values({
      sessionId: session.id,
      memberId,
      callerPhone: member.callerPhone,
      status: 'confirmed',
      priceMinor: session.priceMinor,
      currency: session.currency,
      bookedAt: now,
    })
  }
}
