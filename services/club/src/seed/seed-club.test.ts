import { describeDatabases, type DatabaseKind } from '@patchbay/test-support/describe-databases'
import { parsePhoneNumberWithError } from 'libphonenumber-js/max'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookUpCaller } from '../look-up-caller.ts'
import { listCallers } from '../list-callers.ts'
import { readClubWeek } from '../read-club-week.ts'
import { callers } from '../schema/callers.ts'
import { members } from '../schema/members.ts'
import { sessions } from '../schema/sessions.ts'
import { openClub, timezone, type OpenClub } from '../testing/open-club.ts'
import { readBookings, readSessions } from '../testing/read-answer.ts'
import { addDays, dateAt } from '../zoned-time.ts'
import { seedClub } from './seed-club.ts'

/** A club with the demonstration data, and its clock at the usual time. */
async function openDemoClub(kind: DatabaseKind) {
  const club = await openClub(kind)
  const seed = () => seedClub(club.db, { now: () => club.clock.now, timezone })
  await seed()
  return { ...club, seed }
}

async function readAll(club: OpenClub) {
  const weeks = []
  for (const from of ['2026-11-21', '2026-11-28', '2026-12-05', '2026-12-12']) {
    weeks.push(await readClubWeek(club.db, { from, timezone, now: () => club.clock.now }))
  }
  return {
    callers: await listCallers(club.db),
    weeks,
    bookings: await club.readBookings(),
    vouchers: await club.readVouchers(),
  }
}

describeDatabases('the demonstration club', (kind) => {
  let club: Awaited<ReturnType<typeof openDemoClub>>
  beforeAll(async () => {
    club = await openDemoClub(kind)
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  test('Rafael Silva calls from the document’s number and has its two members', async () => {
    expect(await lookUpCaller(club.db, '+5511999999999')).toEqual({
      phone: '+5511999999999',
      name: 'Rafael Silva',
      has_beyond_token: true,
      member_ids: [12345, 12346],
    })
  })

  test('every number is a possible Brazilian mobile number', async () => {
    const all = await listCallers(club.db)
    expect(all.callers.length).toBeGreaterThanOrEqual(4)
    for (const { phone, members: own } of all.callers) {
      const parsed = parsePhoneNumberWithError(phone)
      expect([parsed.country, parsed.getType(), parsed.isValid()]).toEqual(['BR', 'MOBILE', true])
      expect(own.length).toBeGreaterThan(0)
    }
  })

  test('there are sessions of both sports on each of the next 21 days, and none after', async () => {
    const rows = await club.db.select().from(sessions)
    const daysOf = (sport: string) =>
      new Set(rows.filter((row) => row.sport === sport).map((row) => dateAt(row.startsAt, timezone)))
    const expected = new Set(Array.from({ length: 21 }, (_, day) => addDays('2026-11-21', day)))
    expect(daysOf('surf')).toEqual(expected)
    expect(daysOf('tennis')).toEqual(expected)
  })

  test('a second seeding changes nothing', async () => {
    const before = await readAll(club)
    await club.seed()
    expect(await readAll(club)).toEqual(before)
  })

  test('two seedings at once seed once', async () => {
    await using empty = await openClub(kind)
    const options = { now: () => empty.clock.now, timezone }
    await Promise.all([seedClub(empty.db, options), seedClub(empty.db, options), seedClub(empty.db, options)])
    expect(await empty.db.$count(sessions)).toBe(await club.db.$count(sessions))
    expect(await empty.db.$count(callers)).toBe(await club.db.$count(callers))
  })

  test('the staff’s week holds seven days of sessions with who is booked', async () => {
    const week = await readClubWeek(club.db, { timezone, now: () => club.clock.now })
    expect(week).toMatchObject({ from: '2026-11-21', to: '2026-11-27', timezone })
    expect(new Set(week.sessions.map(({ starts_at }) => starts_at.slice(0, 10))).size).toBe(7)
    const booked = week.sessions.filter((session) => session.bookings.length > 0)
    expect(booked.flatMap((session) => session.bookings)).toContainEqual({
      booking_id: expect.any(Number),
      member_id: 12345,
      member_name: 'Rafael Silva',
      caller_phone: '+5511999999999',
    })
    for (const session of week.sessions) expect(session.spots_left + session.bookings.length).toBe(session.spots)
  })

  test('Rafael has a booking to come on his first member, and can still book tomorrow’s beginner surf', async () => {
    await using own = await openDemoClub(kind)
    await using rafael = await own.connect('+5511999999999')
    expect(readBookings(await rafael.call('get_bookings', { member_id: 12345 }))).toHaveLength(1)
    const tomorrow = await rafael.call('get_availability', { sport: 'surf', date: '2026-11-22', level: 'beginner' })
    const [first] = readSessions(tomorrow)
    expect(first?.starts_at).toBe('2026-11-22T09:00:00-03:00')
    const booked = await rafael.call('book_session', {
      member_id: 12345,
      session_id: first?.session_id,
      voucher_code: 'ONDA10',
    })
    expect(booked.structured).toMatchObject({ price: { amount_minor: 16_200 } })
    const spent = await rafael.call('book_session', {
      member_id: 12346,
      session_id: first?.session_id,
      voucher_code: 'VERAO15',
    })
    expect(spent).toMatchObject({ isError: true, text: expect.stringContaining('used up') })
  })

  test('a member who comes later gets an id of their own', async () => {
    await using own = await openDemoClub(kind)
    const [added] = await own.db
      .insert(members)
      .values({ callerPhone: '+5511999999999', name: 'Caio Silva', relation: 'son', sports: ['surf'] })
      .returning()
    expect(added?.id).toBe(100_000)
    expect((await lookUpCaller(own.db, '+5511999999999')).member_ids).toEqual([12345, 12346, 100_000])
  })

  test('a seeding two days later keeps what was booked and adds the days that are missing', async () => {
    await using own = await openDemoClub(kind)
    await using rafael = await own.connect('+5511999999999')
    const { structured } = await rafael.call('get_bookings')
    const before = await own.db.select().from(sessions)
    own.clock.now = new Date('2026-11-23T13:00:00Z')
    await own.seed()
    const after = await own.db.select().from(sessions)
    expect((await rafael.call('get_bookings')).structured).toEqual(structured)
    expect(after.length - before.length).toBe((before.length / 21) * 2)
    expect(new Set(after.map(({ startsAt }) => dateAt(startsAt, timezone))).size).toBe(23)
  })
})
