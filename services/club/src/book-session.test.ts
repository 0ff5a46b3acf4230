import { META } from '@patchbay/contract'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClub, type OpenClub } from './testing/open-club.ts'
import { readBookingId } from './testing/read-answer.ts'

describeDatabases('book_session', (kind) => {
  let club: OpenClub
  beforeAll(async () => {
    club = await openClub(kind)
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  test('books a spot and answers the booking with its session and price', async () => {
    const { phone, memberIds } = await club.addCaller()
    const sessionId = await club.addSession()
    await using caller = await club.connect(phone)
    const answer = await caller.call('book_session', { member_id: memberIds[0], session_id: sessionId })
    expect(answer.structured).toEqual({
      booking_id: expect.any(Number),
      status: 'confirmed',
      member_id: memberIds[0],
      member_name: expect.any(String),
      session_id: sessionId,
      sport: 'surf',
      starts_at: '2026-11-22T09:00:00-03:00',
      ends_at: '2026-11-22T10:00:00-03:00',
      level: 'beginner',
      wave_side: 'left',
      price: { amount_minor: 18_000, currency: 'BRL' },
    })
    expect(answer.isError).toBe(false)
  })

  test('the same member is not booked twice in one session, and hears of the booking that there is', async () => {
    const { phone, memberIds } = await club.addCaller()
    const booking = { member_id: memberIds[0], session_id: await club.addSession() }
    await using caller = await club.connect(phone)
    const first = await caller.call('book_session', booking)
    const second = await caller.call('book_session', booking)
    expect(second).toMatchObject({ isError: true, structured: undefined })
    expect(second.text).toContain('already booked')
    expect(second.text).toContain(`booking ${readBookingId(first)}`)
    expect(second.text).toContain('2026-11-22T09:00:00-03:00')
    expect(second.meta).toEqual({ [META.errorData]: { booking: first.structured } })
  })

  test('two members of one caller may share a session', async () => {
    const { phone, memberIds } = await club.addCaller(2)
    const session_id = await club.addSession({ spots: 2 })
    await using caller = await club.connect(phone)
    for (const member_id of memberIds) {
      expect(await caller.call('book_session', { member_id, session_id })).toMatchObject({ isError: false })
    }
  })

  test('a full session is refused, and a cancellation makes room at once', async () => {
    const early = await club.addCaller()
    const late = await club.addCaller()
    const session_id = await club.addSession({ spots: 1 })
    await using first = await club.connect(early.phone)
    await using second = await club.connect(late.phone)
    const taken = await first.call('book_session', { member_id: early.memberIds[0], session_id })
    const refused = await second.call('book_session', { member_id: late.memberIds[0], session_id })
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('is full') })
    await first.call('cancel_booking', { booking_id: readBookingId(taken) })
    expect(await second.call('book_session', { member_id: late.memberIds[0], session_id })).toMatchObject({
      isError: false,
    })
  })

  test('book, cancel, book again books', async () => {
    const { phone, memberIds } = await club.addCaller()
    const booking = { member_id: memberIds[0], session_id: await club.addSession({ spots: 1 }) }
    await using caller = await club.connect(phone)
    const first = await caller.call('book_session', booking)
    await caller.call('cancel_booking', { booking_id: readBookingId(first) })
    const again = await caller.call('book_session', booking)
    expect(again.structured).toMatchObject({ status: 'confirmed' })
    expect(readBookingId(again)).not.toBe(readBookingId(first))
  })

  test.each([
    ['starts earlier and ends inside', '2026-11-23T11:30:00Z', true],
    ['starts inside', '2026-11-23T12:59:00Z', true],
    ['is the same hour', '2026-11-23T12:00:00Z', true],
    ['ends as it starts', '2026-11-23T11:00:00Z', false],
    ['starts as it ends', '2026-11-23T13:00:00Z', false],
  ])('of two sessions at one time a member gets one, in any sport: the other %s', async (_, startsAt, overlaps) => {
    const { phone, memberIds } = await club.addCaller()
    const member_id = memberIds[0]
    const surf = await club.addSession({ startsAt: new Date('2026-11-23T12:00:00Z') })
    const tennis = await club.addSession({ sport: 'tennis', court: 1, startsAt: new Date(startsAt) })
    await using caller = await club.connect(phone)
    const first = await caller.call('book_session', { member_id, session_id: surf })
    const second = await caller.call('book_session', { member_id, session_id: tennis })
    expect(second.isError).toBe(overlaps)
    if (overlaps) expect(second.text).toContain(`booking ${readBookingId(first)}), which overlaps`)
  })

  test.each([
    ['has begun', '2026-11-21T12:30:00Z'],
    ['begins this moment', '2026-11-21T13:00:00Z'],
    ['is long over', '2026-01-01T12:00:00Z'],
  ])('a session that %s cannot be booked', async (_, startsAt) => {
    const { phone, memberIds } = await club.addCaller()
    const session_id = await club.addSession({ startsAt: new Date(startsAt) })
    await using caller = await club.connect(phone)
    const answer = await caller.call('book_session', { member_id: memberIds[0], session_id })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('can no longer be booked') })
  })

  test('a session that does not exist is an error that says where sessions are', async () => {
    const { phone, memberIds } = await club.addCaller()
    await using caller = await club.connect(phone)
    const answer = await caller.call('book_session', { member_id: memberIds[0], session_id: 2_000_000_000 })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('get_availability') })
  })

  describe('who may book', () => {
    test('not for the members of another caller', async () => {
      const mine = await club.addCaller()
      const theirs = await club.addCaller()
      const session_id = await club.addSession()
      await using caller = await club.connect(mine.phone)
      const answer = await caller.call('book_session', { member_id: theirs.memberIds[0], session_id })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('not one of your members') })
      expect(await club.readBookings()).not.toContainEqual(expect.objectContaining({ sessionId: session_id }))
    })

    test('not from a number that the club does not know', async () => {
      const { memberIds } = await club.addCaller()
      await using caller = await club.connect('+5511900000000')
      const answer = await caller.call('book_session', { member_id: memberIds[0], session_id: await club.addSession() })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('not linked to any member') })
    })

    test('not without a caller, and the answer says what to do', async () => {
      const { memberIds } = await club.addCaller()
      await using key = await club.connect()
      const answer = await key.call('book_session', { member_id: memberIds[0], session_id: await club.addSession() })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('Name the caller') })
    })
  })

  describe('vouchers', () => {
    test('take their percentage off, once a use, however the code is written', async () => {
      const { phone, memberIds } = await club.addCaller()
      await club.addVoucher({ code: 'ONDA15', percentage: 15, usesLeft: 2 })
      await using caller = await club.connect(phone)
      const answer = await caller.call('book_session', {
        member_id: memberIds[0],
        session_id: await club.addSession({ priceMinor: 9_990 }),
        voucher_code: ' onda 15 ',
      })
      // 9,990 less 15 % is 8,491.5: halves are rounded up.
      expect(answer.structured).toMatchObject({
        price: { amount_minor: 8_492, currency: 'BRL' },
        voucher_code: 'ONDA15',
      })
      expect(await club.readVouchers()).toContainEqual({ code: 'ONDA15', percentage: 15, usesLeft: 1 })
    })

    test.each([
      ['unknown', 'NOBODY', 'There is no voucher NOBODY'],
      ['spent', 'SPENT', 'has been used up'],
    ])('an %s one is an error and books nothing', async (_, voucher_code, sentence) => {
      if (voucher_code === 'SPENT') await club.addVoucher({ code: 'SPENT', percentage: 50, usesLeft: 0 })
      const { phone, memberIds } = await club.addCaller()
      const session_id = await club.addSession()
      await using caller = await club.connect(phone)
      const answer = await caller.call('book_session', { member_id: memberIds[0], session_id, voucher_code })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(sentence) })
      expect(await club.readBookings()).not.toContainEqual(expect.objectContaining({ sessionId: session_id }))
    })

    test.each(['', '   ', 'O\0NDA', '%'])('%j is no code at all', async (voucher_code) => {
      const { phone, memberIds } = await club.addCaller()
      await using caller = await club.connect(phone)
      const args = { member_id: memberIds[0], session_id: await club.addSession(), voucher_code }
      const answer = await caller.call('book_session', args)
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('voucher_code') })
    })

    test('a booking that is refused leaves the voucher as it was', async () => {
      const { phone, memberIds } = await club.addCaller()
      await club.addVoucher({ code: 'KEPT', percentage: 10, usesLeft: 1 })
      const booking = { member_id: memberIds[0], session_id: await club.addSession() }
      await using caller = await club.connect(phone)
      await caller.call('book_session', booking)
      expect(await caller.call('book_session', { ...booking, voucher_code: 'KEPT' })).toMatchObject({ isError: true })
      expect(await club.readVouchers()).toContainEqual({ code: 'KEPT', percentage: 10, usesLeft: 1 })
    })

    test('a cancelled booking gives its use back, once', async () => {
      const { phone, memberIds } = await club.addCaller()
      await club.addVoucher({ code: 'BACK', percentage: 10, usesLeft: 1 })
      const session_id = await club.addSession()
      await using caller = await club.connect(phone)
      const booked = await caller.call('book_session', { member_id: memberIds[0], session_id, voucher_code: 'BACK' })
      const booking_id = readBookingId(booked)
      await caller.call('cancel_booking', { booking_id })
      await caller.call('cancel_booking', { booking_id })
      expect(await club.readVouchers()).toContainEqual({ code: 'BACK', percentage: 10, usesLeft: 1 })
    })
  })

  describe('idempotency keys', () => {
    test('a repeated request is answered with its booking, and takes no second spot or voucher use', async () => {
      const { phone, memberIds } = await club.addCaller()
      await club.addVoucher({ code: 'ONCE', percentage: 10, usesLeft: 5 })
      const booking = { member_id: memberIds[0], session_id: await club.addSession(), voucher_code: 'once' }
      await using caller = await club.connect(phone)
      const first = await caller.call('book_session', booking, 'key-1')
      const second = await caller.call('book_session', booking, 'key-1')
      expect(second).toEqual(first)
      expect(first.isError).toBe(false)
      expect(await club.readVouchers()).toContainEqual({ code: 'ONCE', percentage: 10, usesLeft: 4 })
    })

    test('it is answered also when the session has begun meanwhile', async () => {
      const { phone, memberIds } = await club.addCaller()
      const booking = { member_id: memberIds[0], session_id: await club.addSession() }
      await using caller = await club.connect(phone)
      const first = await caller.call('book_session', booking, 'key-late')
      const before = club.clock.now
      club.clock.now = new Date('2026-11-22T12:30:00Z')
      try {
        expect(await caller.call('book_session', booking, 'key-late')).toEqual(first)
      } finally {
        club.clock.now = before
      }
    })

    test('the same key with other arguments is an error and books nothing', async () => {
      const { phone, memberIds } = await club.addCaller(2)
      const booking = { member_id: memberIds[0], session_id: await club.addSession() }
      await using caller = await club.connect(phone)
      const first = await caller.call('book_session', booking, 'key-2')
      const other = await club.addSession({ startsAt: new Date('2026-11-25T12:00:00Z') })
      for (const change of [{ session_id: other }, { member_id: memberIds[1] }, { voucher_code: 'ANY' }]) {
        const answer = await caller.call('book_session', { ...booking, ...change }, 'key-2')
        expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('with other arguments') })
        expect(answer.text).toContain(`booking ${readBookingId(first)}`)
      }
    })

    test('a key belongs to its caller', async () => {
      const session_id = await club.addSession()
      for (let caller = 0; caller < 2; caller += 1) {
        const { phone, memberIds } = await club.addCaller()
        await using client = await club.connect(phone)
        const answer = await client.call('book_session', { member_id: memberIds[0], session_id }, 'key-3')
        expect(answer.structured).toMatchObject({ member_id: memberIds[0] })
      }
    })

    test('a key whose booking was cancelled books nothing and says so', async () => {
      const { phone, memberIds } = await club.addCaller()
      const booking = { member_id: memberIds[0], session_id: await club.addSession() }
      await using caller = await club.connect(phone)
      const first = await caller.call('book_session', booking, 'key-4')
      await caller.call('cancel_booking', { booking_id: readBookingId(first) })
      const answer = await caller.call('book_session', booking, 'key-4')
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('has been cancelled since') })
      expect(await caller.call('book_session', booking, 'key-5')).toMatchObject({ isError: false })
    })

    test('a refused request leaves its key free', async () => {
      const { phone, memberIds } = await club.addCaller()
      const booking = { member_id: memberIds[0], session_id: await club.addSession() }
      await using caller = await club.connect(phone)
      await caller.call('book_session', { ...booking, voucher_code: 'NOTHING' }, 'key-6')
      expect(await caller.call('book_session', booking, 'key-6')).toMatchObject({ isError: false })
    })
  })

  test('nothing of this was an internal error', () => {
    expect(club.errors).toEqual([])
  })
})
