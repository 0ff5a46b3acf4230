import { describeDatabases, describePostgres } from '@patchbay/test-support/describe-databases'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectService } from '@patchbay/test-support/connect-service'
import { createClubServer } from './create-club-server.ts'
import { openClub, timezone, type OpenClub } from './testing/open-club.ts'
import { readBookingId } from './testing/read-answer.ts'
import { startBookingProcess } from './testing/start-booking-process.ts'

describeDatabases('bookings at the same time', (kind) => {
  let club: OpenClub
  beforeAll(async () => {
    club = await openClub(kind)
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  test('200 requests for 6 spots make 6 bookings', async () => {
    const session_id = await club.addSession({ spots: 6 })
    const asked = []
    for (let index = 0; index < 20; index += 1) {
      const { phone, memberIds } = await club.addCaller(10)
      const caller = await club.connect(phone)
      for (const member_id of memberIds) asked.push({ caller, member_id })
    }
    const answers = await Promise.all(
      asked.map(({ caller, member_id }) => caller.call('book_session', { member_id, session_id })),
    )
    expect(asked).toHaveLength(200)
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(6)
    expect(answers.filter(({ text }) => text.includes('is full'))).toHaveLength(194)
    expect((await club.readBookings()).filter(({ sessionId }) => sessionId === session_id)).toHaveLength(6)
  })

  test('a member who asks for ten overlapping sessions at once gets one', async () => {
    const { phone, memberIds } = await club.addCaller()
    const sessionIds = []
    for (let minute = 0; minute < 10; minute += 1) {
      sessionIds.push(await club.addSession({ startsAt: new Date(Date.UTC(2026, 10, 23, 12, minute)) }))
    }
    await using caller = await club.connect(phone)
    const answers = await Promise.all(
      sessionIds.map((session_id) => caller.call('book_session', { member_id: memberIds[0], session_id })),
    )
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1)
    expect(answers.filter(({ text }) => text.includes('overlaps with this one'))).toHaveLength(9)
  })

  test('a request that is sent twenty times with one key makes one booking, and all are answered with it', async () => {
    const { phone, memberIds } = await club.addCaller()
    const booking = { member_id: memberIds[0], session_id: await club.addSession() }
    await using caller = await club.connect(phone)
    const answers = await Promise.all(Array.from({ length: 20 }, () => caller.call('book_session', booking, 'one-key')))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers[0]).toMatchObject({ isError: false })
  })

  test('a voucher with one use discounts one of twenty bookings', async () => {
    await club.addVoucher({ code: 'LAST', percentage: 50, usesLeft: 1 })
    const requests = []
    for (let index = 0; index < 20; index += 1) {
      const { phone, memberIds } = await club.addCaller()
      requests.push({
        caller: await club.connect(phone),
        args: { member_id: memberIds[0], session_id: await club.addSession(), voucher_code: 'last' },
      })
    }
    const answers = await Promise.all(requests.map(({ caller, args }) => caller.call('book_session', args)))
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1)
    expect(answers.filter(({ text }) => text.includes('has been used up'))).toHaveLength(19)
  })

  test('of ten cancellations at once one cancels, and the voucher comes back once', async () => {
    await club.addVoucher({ code: 'RETURNED', percentage: 10, usesLeft: 1 })
    const { phone, memberIds } = await club.addCaller()
    const session_id = await club.addSession()
    await using caller = await club.connect(phone)
    const booked = await caller.call('book_session', { member_id: memberIds[0], session_id, voucher_code: 'RETURNED' })
    const booking_id = readBookingId(booked)
    const answers = await Promise.all(Array.from({ length: 10 }, () => caller.call('cancel_booking', { booking_id })))
    expect(answers.filter(({ structured }) => structured?.['already_cancelled'] === undefined)).toHaveLength(1)
    expect(answers.every(({ structured }) => structured?.['status'] === 'cancelled')).toBe(true)
    expect(await club.readVouchers()).toContainEqual({ code: 'RETURNED', percentage: 10, usesLeft: 1 })
  })

  test('nothing of this was an internal error', () => {
    expect(club.errors).toEqual([])
  })
})

describePostgres('bookings from several processes', () => {
  let club: OpenClub
  let url: string
  beforeAll(async () => {
    club = await openClub('postgres')
    url = club.url ?? ''
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  const order = (phone: string) => ({
    url,
    phone,
    timezone,
    now: club.clock.now.toISOString(),
    dieBeforeAnswering: false,
  })

  test('two connection pools never oversell, and crossing requests never block each other for good', async () => {
    await using pools = new AsyncDisposableStack()
    const people = await Promise.all(Array.from({ length: 8 }, () => club.addCaller(2)))
    const sessionIds = []
    for (let index = 0; index < 4; index += 1) sessionIds.push(await club.addSession({ spots: 3 }))
    await club.addVoucher({ code: 'SHARED', percentage: 10, usesLeft: 1_000 })
    const errors: unknown[] = []
    const requests: (() => Promise<unknown>)[] = []
    for (let pool = 0; pool < 2; pool += 1) {
      const client = pools.adopt(new pg.Pool({ connectionString: url, max: 10 }), (opened) => opened.end())
      const deps = {
        db: drizzle({ client }),
        now: () => club.clock.now,
        timezone,
        onError: (e: unknown) => errors.push(e),
      }
      for (const { phone, memberIds } of people) {
        const caller = pools.use(await connectService(createClubServer(deps), phone))
        for (const member_id of memberIds) {
          for (const session_id of sessionIds) {
            requests.push(async () => {
              const args = { member_id, session_id, voucher_code: 'SHARED' }
              const booked = await caller.call('book_session', args)
              if (booked.isError || session_id % 2 === 1) return
              await caller.call('cancel_booking', { booking_id: readBookingId(booked) })
            })
          }
        }
      }
    }
    await Promise.all(requests.map((request) => request()))
    const active = (await club.readBookings()).filter(({ status }) => status === 'confirmed')
    expect(active.length).toBeGreaterThan(0)
    for (const id of sessionIds) {
      expect(active.filter(({ sessionId }) => sessionId === id).length).toBeLessThanOrEqual(3)
    }
    const [voucher] = (await club.readVouchers()).filter(({ code }) => code === 'SHARED')
    expect(voucher?.usesLeft).toBe(1_000 - active.filter(({ voucherCode }) => voucherCode === 'SHARED').length)
    expect(errors).toEqual([])
  })

  test('two processes that ask for the last 5 spots 40 times get 5', async () => {
    const session_id = await club.addSession({ spots: 5 })
    using processes = new DisposableStack()
    const started = []
    for (let index = 0; index < 2; index += 1) {
      const { phone, memberIds } = await club.addCaller(20)
      const requests = memberIds.map((member_id) => ({ args: { member_id, session_id } }))
      started.push(processes.use(await startBookingProcess({ ...order(phone), requests })))
    }
    const done = await Promise.all(started.map((each) => each.book()))
    const answers = done.flatMap((each) => each.answers ?? [])
    expect(answers).toHaveLength(40)
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(5)
  })

  test('two processes that book the same hour for one member get it once', async () => {
    const { phone, memberIds } = await club.addCaller()
    using processes = new DisposableStack()
    const started = []
    for (const sport of ['surf', 'tennis'] as const) {
      const session_id = await club.addSession({ sport })
      const requests = [{ args: { member_id: memberIds[0], session_id } }]
      started.push(processes.use(await startBookingProcess({ ...order(phone), requests })))
    }
    const done = await Promise.all(started.map((each) => each.book()))
    const answers = done.flatMap((each) => each.answers ?? [])
    expect(answers).toHaveLength(2)
    expect(answers.filter(({ isError }) => isError)).toHaveLength(1)
  })

  test('a process that is killed between booking and answering has booked once, as the same key hears', async () => {
    const { phone, memberIds } = await club.addCaller()
    const args = { member_id: memberIds[0], session_id: await club.addSession() }
    const requests = [{ args, idempotencyKey: 'survives' }]
    using dying = await startBookingProcess({ ...order(phone), requests, dieBeforeAnswering: true })
    expect(await dying.book()).toEqual({ answers: undefined, signal: 'SIGKILL' })
    const made = (await club.readBookings()).filter(({ callerPhone }) => callerPhone === phone)
    expect(made).toHaveLength(1)
    await using caller = await club.connect(phone)
    const again = await caller.call('book_session', args, 'survives')
    expect(again.structured).toMatchObject({ booking_id: made[0]?.id, status: 'confirmed' })
    expect((await club.readBookings()).filter(({ callerPhone }) => callerPhone === phone)).toEqual(made)
  })
})
