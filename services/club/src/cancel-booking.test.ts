import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClub, startOfTest, type OpenClub } from './testing/open-club.ts'
import { readBookingId, readSessions } from './testing/read-answer.ts'

describeDatabases('cancel_booking', (kind) => {
  let club: OpenClub
  beforeAll(async () => {
    club = await openClub(kind)
  })
  afterAll(async () => club[Symbol.asyncDispose]())

  async function book() {
    const { phone, memberIds } = await club.addCaller()
    const caller = await club.connect(phone)
    const session_id = await club.addSession()
    const booked = await caller.call('book_session', { member_id: memberIds[0], session_id })
    return { caller, session_id, booking_id: readBookingId(booked) }
  }

  test('cancels, and the booking is gone from the list', async () => {
    const { caller, booking_id } = await book()
    expect((await caller.call('cancel_booking', { booking_id })).structured).toEqual({
      booking_id,
      status: 'cancelled',
    })
    expect((await caller.call('get_bookings')).structured).toEqual({ bookings: [] })
  })

  test('cancelling twice says so and changes nothing', async () => {
    const { caller, booking_id } = await book()
    await caller.call('cancel_booking', { booking_id })
    const before = await club.readBookings()
    const second = await caller.call('cancel_booking', { booking_id })
    expect(second.isError).toBe(false)
    expect(second.structured).toEqual({ booking_id, status: 'cancelled', already_cancelled: true })
    expect(await club.readBookings()).toEqual(before)
  })

  test('the spot is free at once', async () => {
    const { caller, session_id, booking_id } = await book()
    const spotsLeft = async () =>
      readSessions(await caller.call('get_availability', { sport: 'surf', date: '2026-11-22' }))
    expect(await spotsLeft()).toContainEqual(expect.objectContaining({ session_id, spots_left: 5 }))
    await caller.call('cancel_booking', { booking_id })
    expect(await spotsLeft()).toContainEqual(expect.objectContaining({ session_id, spots_left: 6 }))
  })

  test('not the booking of another caller, which stays', async () => {
    const { booking_id } = await book()
    const { phone } = await club.addCaller()
    await using other = await club.connect(phone)
    const answer = await other.call('cancel_booking', { booking_id })
    expect(answer).toMatchObject({
      isError: true,
      text: expect.stringContaining('not a booking of one of your members'),
    })
    expect(await club.readBookings()).toContainEqual(expect.objectContaining({ id: booking_id, status: 'confirmed' }))
  })

  test('a booking that does not exist sounds the same', async () => {
    const { caller } = await book()
    const answer = await caller.call('cancel_booking', { booking_id: 2_000_000_000 })
    expect(answer).toMatchObject({
      isError: true,
      text: expect.stringContaining('not a booking of one of your members'),
    })
  })

  test.each(['2026-11-22T12:00:00Z', '2026-12-01T00:00:00Z'])('not once the session has begun: at %s', async (now) => {
    const { caller, booking_id } = await book()
    club.clock.now = new Date(now)
    try {
      const answer = await caller.call('cancel_booking', { booking_id })
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('can no longer be cancelled') })
    } finally {
      club.clock.now = startOfTest
    }
    expect(await club.readBookings()).toContainEqual(expect.objectContaining({ id: booking_id, status: 'confirmed' }))
  })

  test('nobody cancels without a caller, or from an unknown number', async () => {
    const { booking_id } = await book()
    await using key = await club.connect()
    await using unknown = await club.connect('+5511900000000')
    expect((await key.call('cancel_booking', { booking_id })).text).toContain('Name the caller')
    expect((await unknown.call('cancel_booking', { booking_id })).text).toContain('not linked to any member')
  })

  test('nothing of this was an internal error', () => {
    expect(club.errors).toEqual([])
  })
})
