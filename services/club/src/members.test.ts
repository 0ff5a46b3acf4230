import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listCallers } from './list-callers.ts'
import { lookUpCaller } from './look-up-caller.ts'
import { openClub, startOfTest, type OpenClub } from './testing/open-club.ts'
import { readBookingId, readBookings } from './testing/read-answer.ts'

describeDatabases('members', (kind) => {
  let club: OpenClub
  beforeAll(async () => {
    club = await openClub(kind)
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  test('get_members lists the caller’s members and nobody else’s', async () => {
    await club.addCaller()
    const { phone, memberIds } = await club.addCaller(2)
    await using caller = await club.connect(phone)
    expect((await caller.call('get_members')).structured).toEqual({
      members: memberIds.map((member_id, index) => ({
        member_id,
        name: expect.any(String),
        relation: index === 0 ? 'self' : 'child',
        sports: ['surf'],
      })),
    })
  })

  test.each([
    ['get_members', {}],
    ['get_member_preferences', { member_id: 1 }],
    ['set_member_preferences', { member_id: 1, sessions: 2 }],
    ['get_bookings', {}],
  ])('%s says what is missing without a caller, and that a number is not linked', async (tool, args) => {
    await using key = await club.connect()
    expect(await key.call(tool, args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('Name the caller'),
    })
    await using unknown = await club.connect('+5511900000000')
    expect(await unknown.call(tool, args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('+5511900000000 is not linked to any member'),
    })
  })

  test.each([
    ['get_member_preferences', {}],
    ['set_member_preferences', { sessions: 2 }],
    ['get_bookings', {}],
  ])('%s refuses the member of another caller and names one’s own', async (tool, args) => {
    const mine = await club.addCaller()
    const theirs = await club.addCaller()
    await using caller = await club.connect(mine.phone)
    const answer = await caller.call(tool, { member_id: theirs.memberIds[0], ...args })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('not one of your members') })
    expect(answer.text).toContain(`(${mine.memberIds[0]})`)
  })

  test('a number is looked up with its name and members, also when it is unknown', async () => {
    const { phone, memberIds } = await club.addCaller(2)
    expect(await lookUpCaller(club.db, phone)).toEqual({
      phone,
      name: expect.stringContaining('Caller'),
      has_beyond_token: false,
      member_ids: memberIds,
    })
    expect(await lookUpCaller(club.db, '+5511900000000')).toEqual({
      phone: '+5511900000000',
      name: null,
      has_beyond_token: false,
      member_ids: [],
    })
  })

  test('the staff’s list has every number with its members', async () => {
    const { phone, memberIds } = await club.addCaller(2)
    const alone = await club.addCaller(1)
    const { callers } = await listCallers(club.db)
    const ids = (of: string) => callers.find((caller) => caller.phone === of)?.members.map((member) => member.member_id)
    expect(ids(phone)).toEqual(memberIds)
    expect(ids(alone.phone)).toEqual(alone.memberIds)
  })

  describe('preferences', () => {
    test('are once a week in the member’s first sport until set', async () => {
      const { phone, memberIds } = await club.addCaller()
      await using caller = await club.connect(phone)
      const answer = await caller.call('get_member_preferences', { member_id: memberIds[0] })
      expect(answer.structured).toEqual({
        member_id: memberIds[0],
        sessions: 1,
        target_hours: [],
        target_dates: [],
        sport: 'surf',
      })
    })

    test('change in part, and the whole is answered', async () => {
      const { phone, memberIds } = await club.addCaller()
      const member_id = memberIds[0]
      await using caller = await club.connect(phone)
      await caller.call('set_member_preferences', {
        member_id,
        sessions: 3,
        target_hours: ['16:00', '07:00', '16:00'],
        target_dates: ['2026-12-24'],
        level: 'beginner',
        wave_side: 'left',
      })
      const second = await caller.call('set_member_preferences', { member_id, level: 'intermediate', target_dates: [] })
      const whole = {
        member_id,
        sessions: 3,
        target_hours: ['07:00', '16:00'],
        target_dates: [],
        sport: 'surf',
        level: 'intermediate',
        wave_side: 'left',
      }
      expect(second.structured).toEqual(whole)
      expect((await caller.call('get_member_preferences', { member_id })).structured).toEqual(whole)
    })

    test('changes of different fields at the same time all last', async () => {
      const { phone, memberIds } = await club.addCaller()
      const member_id = memberIds[0]
      await using caller = await club.connect(phone)
      const changes = [{ sessions: 5 }, { level: 'advanced' }, { wave_side: 'right' }, { target_hours: ['08:00'] }]
      await Promise.all(changes.map((change) => caller.call('set_member_preferences', { member_id, ...change })))
      const answer = await caller.call('get_member_preferences', { member_id })
      expect(answer.structured).toMatchObject(Object.assign({}, ...changes))
    })

    test.each([
      [{}, 'Nothing to change'],
      [{ sessions: 0 }, 'sessions'],
      [{ sessions: 15 }, 'sessions'],
      [{ sessions: 2.5 }, 'sessions'],
      [{ target_hours: ['25:00'] }, 'target_hours'],
      [{ target_hours: ['7:00'] }, 'HH:MM'],
      [{ target_dates: ['2026-02-29'] }, 'target_dates'],
      [{ sport: 'golf' }, 'sport'],
      [{ level: 'expert' }, 'level'],
      [{ wave_side: 'middle' }, 'wave_side'],
      [{ favourite_colour: 'blue' }, 'favourite_colour'],
    ])('a change that makes no sense is refused with its field: %j', async (change, field) => {
      const { phone, memberIds } = await club.addCaller()
      await using caller = await club.connect(phone)
      const answer = await caller.call('set_member_preferences', { member_id: memberIds[0], ...change })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(field) })
    })
  })

  describe('get_bookings', () => {
    test('lists what is still to come, by time, of one member or all', async () => {
      const { phone, memberIds } = await club.addCaller(2)
      const [one, two] = memberIds
      await using caller = await club.connect(phone)
      const book = async (member_id: number | undefined, startsAt: string) => {
        const session_id = await club.addSession({ startsAt: new Date(startsAt) })
        return readBookingId(await caller.call('book_session', { member_id, session_id }))
      }
      const late = await book(one, '2026-11-24T12:00:00Z')
      const soon = await book(one, '2026-11-21T13:30:00Z')
      const other = await book(two, '2026-11-22T12:00:00Z')
      const given = await book(two, '2026-11-23T12:00:00Z')
      await caller.call('cancel_booking', { booking_id: given })
      const list = async (args: Record<string, unknown>) =>
        readBookings(await caller.call('get_bookings', args)).map(({ booking_id }) => booking_id)

      expect(await list({})).toEqual([soon, other, late])
      expect(await list({ member_id: one })).toEqual([soon, late])
      // At 11:00 the first session has begun and is not over; at noon it is.
      club.clock.now = new Date('2026-11-21T14:00:00Z')
      expect(await list({})).toEqual([soon, other, late])
      club.clock.now = new Date('2026-11-21T15:00:00Z')
      expect(await list({})).toEqual([other, late])
      expect(await list({ include_past: true })).toEqual([soon, other, late])
      club.clock.now = startOfTest
    })

    test('a booking carries its member, its session, what was paid and the voucher', async () => {
      await club.addVoucher({ code: 'HALF', percentage: 50, usesLeft: 1 })
      const { phone, memberIds } = await club.addCaller()
      const args = { member_id: memberIds[0], session_id: await club.addSession(), voucher_code: 'half' }
      await using caller = await club.connect(phone)
      const booked = await caller.call('book_session', args)
      expect((await caller.call('get_bookings')).structured).toEqual({ bookings: [booked.structured] })
      expect(booked.structured).toMatchObject({ price: { amount_minor: 9_000, currency: 'BRL' }, voucher_code: 'HALF' })
    })
  })

  test('nothing of this was an internal error', () => {
    expect(club.errors).toEqual([])
  })
})
