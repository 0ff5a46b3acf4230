import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClub, startOfTest, type OpenClub } from './testing/open-club.ts'
import { readSessions } from './testing/read-answer.ts'

describeDatabases('get_availability', (kind) => {
  let club: OpenClub
  /** Session ids by what the tests call them. */
  let named: Record<string, number>
  beforeAll(async () => {
    club = await openClub(kind)
    const at = (startsAt: string) => ({ startsAt: new Date(startsAt) })
    named = {
      // Added out of order on purpose.
      lastOfWeek: await club.addSession(at('2026-11-27T22:00:00-03:00')),
      begun: await club.addSession(at('2026-11-21T09:30:00-03:00')),
      tonight: await club.addSession({ ...at('2026-11-21T23:30:00-03:00'), level: 'advanced', waveSide: 'right' }),
      tomorrow: await club.addSession({ ...at('2026-11-22T09:00:00-03:00'), spots: 3 }),
      full: await club.addSession({ ...at('2026-11-22T11:00:00-03:00'), spots: 1 }),
      anyLevel: await club.addSession({ ...at('2026-11-22T15:00:00-03:00'), level: null }),
      nextWeek: await club.addSession(at('2026-11-28T00:00:00-03:00')),
      inTwoWeeks: await club.addSession(at('2026-12-04T09:00:00-03:00')),
      courtOne: await club.addSession({ ...at('2026-11-22T18:00:00-03:00'), ...tennis, court: 1 }),
      courtTwo: await club.addSession({ ...at('2026-11-22T18:00:00-03:00'), ...tennis, court: 2 }),
    }
    const { phone, memberIds } = await club.addCaller()
    await using caller = await club.connect(phone)
    for (const session_id of [named['full'], named['tomorrow']]) {
      await caller.call('book_session', { member_id: memberIds[0], session_id })
    }
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  const tennis = { sport: 'tennis' as const, level: null, waveSide: null }

  /** The names of the sessions that are answered, in their order. */
  async function ask(args: Record<string, unknown>): Promise<string[]> {
    await using anybody = await club.connect()
    const answered = readSessions(await anybody.call('get_availability', args))
    return answered.map(({ session_id }) => Object.keys(named).find((name) => named[name] === session_id) ?? '?')
  }

  test('without days it answers the next seven, by time, without what has begun or is full', async () => {
    expect(await ask({ sport: 'surf' })).toEqual(['tonight', 'tomorrow', 'anyLevel', 'lastOfWeek'])
  })

  test('a session says when it is in the club’s zone, what it is, what is left and what it costs', async () => {
    await using anybody = await club.connect()
    const surf = await anybody.call('get_availability', { sport: 'surf', date: '2026-11-22', level: 'beginner' })
    expect(readSessions(surf)).toContainEqual({
      session_id: named['tomorrow'],
      sport: 'surf',
      starts_at: '2026-11-22T09:00:00-03:00',
      ends_at: '2026-11-22T10:00:00-03:00',
      level: 'beginner',
      wave_side: 'left',
      spots_left: 2,
      price: { amount_minor: 18_000, currency: 'BRL' },
    })
    const courts = await anybody.call('get_availability', { sport: 'tennis', court: 2 })
    expect(readSessions(courts)).toEqual([
      {
        session_id: named['courtTwo'],
        sport: 'tennis',
        starts_at: '2026-11-22T18:00:00-03:00',
        ends_at: '2026-11-22T19:00:00-03:00',
        court: 2,
        spots_left: 6,
        price: { amount_minor: 18_000, currency: 'BRL' },
      },
    ])
  })

  test('a date is a day of the club’s calendar, to its last minute', async () => {
    expect(await ask({ sport: 'surf', date: '2026-11-21' })).toEqual(['tonight'])
    expect(await ask({ sport: 'surf', date: '2026-11-28' })).toEqual(['nextWeek'])
  })

  test('a range holds both its days, up to fourteen of them', async () => {
    expect(await ask({ sport: 'surf', from: '2026-11-27', to: '2026-11-28' })).toEqual(['lastOfWeek', 'nextWeek'])
    expect(await ask({ sport: 'surf', from: '2026-11-21', to: '2026-12-04' })).toContain('inTwoWeeks')
    expect(await ask({ sport: 'surf', from: '2026-11-28' })).toEqual(['nextWeek', 'inTwoWeeks'])
    expect(await ask({ sport: 'surf', to: '2026-11-21' })).toEqual(['tonight'])
    expect(await ask({ sport: 'surf', from: '2026-11-10', to: '2026-11-21' })).toEqual(['tonight'])
  })

  test('filters hold together; a session without a level suits every one', async () => {
    expect(await ask({ sport: 'surf', date: '2026-11-22', level: 'beginner' })).toEqual(['tomorrow', 'anyLevel'])
    expect(await ask({ sport: 'surf', level: 'advanced', wave_side: 'right' })).toEqual(['tonight'])
    expect(await ask({ sport: 'surf', level: 'intermediate', wave_side: 'right' })).toEqual([])
    expect(await ask({ sport: 'tennis', level: 'advanced' })).toEqual(['courtOne', 'courtTwo'])
    expect(await ask({ sport: 'tennis', court: 2 })).toEqual(['courtTwo'])
  })

  test.each([
    [{ date: '2026-11-22', from: '2026-11-22' }, 'not both'],
    [{ from: '2026-11-25', to: '2026-11-24' }, 'is after to'],
    [{ from: '2026-11-21', to: '2026-12-05' }, 'more than 14 days'],
    [{ date: '2026-11-20' }, '2026-11-20 is in the past. Today is 2026-11-21'],
    [{ from: '2026-11-01', to: '2026-11-20' }, 'Today is 2026-11-21'],
    [{ date: '2026-02-30' }, 'date'],
    [{ date: 'tomorrow' }, 'date'],
    [{ sport: 'golf' }, 'sport'],
    [{ level: 'expert' }, 'level'],
    [{ court: 1 }, 'no court'],
    [{ sport: 'tennis', wave_side: 'left' }, 'no side of the wave'],
    [{ surfboard: true }, 'surfboard'],
  ])('a question that cannot be answered says why: %j', async (args, sentence) => {
    await using anybody = await club.connect()
    const answer = await anybody.call('get_availability', { sport: 'surf', ...args })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(sentence) })
  })

  describe('in a zone with daylight saving', () => {
    test('days and hours follow the clocks', async () => {
      // New York leaves daylight saving on Sunday 2026-11-01 at 06:00 UTC.
      club.clock.now = new Date('2026-10-31T12:00:00Z')
      try {
        const ids = [
          await club.addSession({ startsAt: new Date('2026-11-01T04:00:00Z') }),
          await club.addSession({ startsAt: new Date('2026-11-01T14:00:00Z') }),
          await club.addSession({ startsAt: new Date('2026-11-02T04:30:00Z') }),
        ]
        await club.addSession({ startsAt: new Date('2026-11-02T05:00:00Z') })
        await using anybody = await club.connect(undefined, 'America/New_York')
        const answer = await anybody.call('get_availability', { sport: 'surf', date: '2026-11-01' })
        expect(readSessions(answer)).toMatchObject([
          { session_id: ids[0], starts_at: '2026-11-01T00:00:00-04:00' },
          { session_id: ids[1], starts_at: '2026-11-01T09:00:00-05:00' },
          { session_id: ids[2], starts_at: '2026-11-01T23:30:00-05:00', ends_at: '2026-11-02T00:30:00-05:00' },
        ])
      } finally {
        club.clock.now = startOfTest
      }
    })
  })

  test('nothing of this was an internal error', () => {
    expect(club.errors).toEqual([])
  })
})
