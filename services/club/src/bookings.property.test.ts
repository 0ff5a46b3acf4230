import type { ServiceClient } from '@patchbay/test-support/connect-service'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { checkProperty } from '@patchbay/test-support/property'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readClubWeek } from './read-club-week.ts'
import { bookings } from './schema/bookings.ts'
import { vouchers } from './schema/vouchers.ts'
import { openClub, timezone, type OpenClub } from './testing/open-club.ts'

/** Each an hour long: the second overlaps the first and the third, the fourth stands alone. */
const plan = [
  { startsAt: new Date('2026-11-22T12:00:00Z'), spots: 1 },
  { startsAt: new Date('2026-11-22T12:30:00Z'), spots: 2 },
  { startsAt: new Date('2026-11-22T13:00:00Z'), spots: 3 },
  { startsAt: new Date('2026-11-23T12:00:00Z'), spots: 2 },
]
const hourMs = 60 * 60_000
const usesAtFirst = 3

/** Two callers with two members each; numbers choose among them, the sessions and the bookings so far. */
const choice = fc.record({ member: fc.nat(3), session: fc.nat(plan.length - 1) })
const book = fc.record({
  choice,
  voucher: fc.boolean(),
  key: fc.option(fc.constantFrom('key-1', 'key-2', 'key-3'), { nil: undefined }),
})
const cancel = fc.record({ caller: fc.nat(1), booking: fc.nat(9) })
const step = fc.oneof({ weight: 3, arbitrary: book }, { weight: 2, arbitrary: cancel })
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

describeDatabases('whatever callers book and cancel', (kind) => {
  let club: OpenClub
  let clients: ServiceClient[]
  let memberIds: number[]
  let sessionIds: number[]

  beforeAll(async () => {
    club = await openClub(kind)
    const people = [await club.addCaller(2), await club.addCaller(2)]
    memberIds = people.flatMap((person) => person.memberIds)
    clients = await Promise.all(people.map(({ phone }) => club.connect(phone)))
    sessionIds = []
    for (const session of plan) sessionIds.push(await club.addSession(session))
    await club.addVoucher({ code: 'SHARED', percentage: 10, usesLeft: usesAtFirst })
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  test(
    'no session is oversold, no member is in two places, and what is free can be booked',
    { timeout: 120_000 },
    async () => {
      const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 4 })
      await checkProperty(
        `bookings (${kind})`,
        fc.asyncProperty(rounds, choice, async (steps, last) => {
          await club.db.delete(bookings)
          await club.db.update(vouchers).set({ usesLeft: usesAtFirst })
          // The steps of one round run at the same time.
          for (const round of steps) await Promise.all(round.map(take))
          await expectSound()
          await expectBookableIfFree(last)
        }),
      )
      expect(club.errors).toEqual([])
    },
  )

  async function take(asked: Step): Promise<void> {
    if ('booking' in asked) {
      const made = await club.readBookings()
      const booking = made[asked.booking % Math.max(made.length, 1)]
      if (booking) await clients[asked.caller]?.call('cancel_booking', { booking_id: booking.id })
    } else {
      const voucher = asked.voucher ? { voucher_code: 'shared' } : {}
      await call(asked.choice, voucher, asked.key)
    }
  }

  function call({ member, session }: { member: number; session: number }, extra = {}, key?: string) {
    const args = { member_id: memberIds[member], session_id: sessionIds[session], ...extra }
    return clients[member < 2 ? 0 : 1]?.call('book_session', args, key)
  }

  async function readActive() {
    return (await club.readBookings()).filter(({ status }) => status === 'confirmed')
  }

  async function expectSound(): Promise<void> {
    const week = await readClubWeek(club.db, { from: '2026-11-22', timezone, now: () => club.clock.now })
    expect(week.sessions).toHaveLength(plan.length)
    for (const session of week.sessions) {
      expect(session.spots_left).toBeGreaterThanOrEqual(0)
      expect(session.spots_left + session.bookings.length).toBe(session.spots)
    }
    const active = await readActive()
    for (const [index, one] of active.entries()) {
      for (const other of active.slice(index + 1)) {
        if (one.memberId === other.memberId) expect(overlap(one.sessionId, other.sessionId)).toBe(false)
      }
    }
    const [voucher] = await club.readVouchers()
    expect(voucher?.usesLeft).toBe(usesAtFirst - active.filter(({ voucherCode }) => voucherCode !== null).length)
  }

  async function expectBookableIfFree(last: { member: number; session: number }): Promise<void> {
    const sessionId = sessionIds[last.session] ?? 0
    const active = await readActive()
    const taken = active.filter((booking) => booking.sessionId === sessionId).length
    const busy = active.some(
      (booking) => booking.memberId === memberIds[last.member] && overlap(booking.sessionId, sessionId),
    )
    const free = taken < (plan[last.session]?.spots ?? 0) && !busy
    expect((await call(last))?.isError).toBe(!free)
  }

  function overlap(one: number, other: number): boolean {
    const startOf = (id: number) => plan[sessionIds.indexOf(id)]?.startsAt.getTime() ?? Number.NaN
    return Math.abs(startOf(one) - startOf(other)) < hourMs
  }
})
