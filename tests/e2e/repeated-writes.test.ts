import type { ClubSession } from '@patchbay/contract'
import { beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openCallerSession, rafael } from './src/caller-session.ts'
import { callTool } from './src/call-tool.ts'
import { openSessions } from './src/club.ts'
import { shareGateway } from './src/share-gateway.ts'

const gateway = shareGateway()
const helena = 12346

let sessions: ClubSession[]
beforeAll(async () => {
  sessions = await openSessions(gateway())
})

/** A session that no test of this file has booked, at a time of its own. */
function anotherSession(): number {
  const [taken] = sessions
  if (taken === undefined) throw new Error('no session is left')
  sessions = sessions.filter(({ starts_at }) => starts_at !== taken.starts_at)
  return taken.session_id
}

const booking = (sessionId: number) => ({
  name: 'book_session',
  arguments: { member_id: helena, session_id: sessionId },
})

async function bookingsInSession(sessionId: number): Promise<number> {
  const { data } = await callTool(gateway(), { name: 'get_bookings', caller: rafael })
  const { bookings } = z.object({ bookings: z.array(z.object({ session_id: z.int() })) }).parse(data)
  return bookings.filter(({ session_id }) => session_id === sessionId).length
}

test('the same idempotency key twice books once, and answers the same', async () => {
  const sessionId = anotherSession()
  const request = { ...booking(sessionId), caller: rafael, idempotencyKey: 'order-1' }
  const first = await callTool(gateway(), request)
  const second = await callTool(gateway(), request)
  expect(first).toMatchObject({ isError: false, data: { status: 'confirmed' } })
  expect(second.isError).toBe(false)
  expect(second.data).toEqual(first.data)
  expect(await bookingsInSession(sessionId)).toBe(1)
})

test('the same idempotency key many times at once books once', async () => {
  const sessionId = anotherSession()
  const request = { ...booking(sessionId), caller: rafael, idempotencyKey: 'order-2' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => callTool(gateway(), request)))
  expect(new Set(answers.map(({ data }) => data['booking_id'])).size).toBe(1)
  expect(answers.filter(({ isError }) => isError)).toEqual([])
  expect(await bookingsInSession(sessionId)).toBe(1)
})

test('an idempotency key that comes back with another request is refused', async () => {
  const request = { ...booking(anotherSession()), caller: rafael, idempotencyKey: 'order-3' }
  expect((await callTool(gateway(), request)).isError).toBe(false)
  const other = anotherSession()
  const answer = await callTool(gateway(), { ...request, ...booking(other) })
  expect(answer).toMatchObject({ isError: true, meta: { 'patchbay/outcome': { status: 'refused' } } })
  expect(await bookingsInSession(other)).toBe(0)
})

test('book, cancel, book again books again', async () => {
  const sessionId = anotherSession()
  const { session_token: token } = await openCallerSession(gateway())
  const first = await callTool(gateway(), { ...booking(sessionId), token })
  const cancelled = await callTool(gateway(), {
    name: 'cancel_booking',
    arguments: { booking_id: first.data['booking_id'] },
    token,
  })
  expect(cancelled).toMatchObject({ isError: false, data: { status: 'cancelled' } })
  const second = await callTool(gateway(), { ...booking(sessionId), token })
  expect(second).toMatchObject({ isError: false, data: { status: 'confirmed' } })
  expect(second.meta['patchbay/outcome']).toBeUndefined()
  expect(second.data['booking_id']).not.toBe(first.data['booking_id'])
  expect(await bookingsInSession(sessionId)).toBe(1)
})

test("another call's identical request is told that the member is booked already", async () => {
  const sessionId = anotherSession()
  const oneCall = await openCallerSession(gateway())
  const anotherCall = await openCallerSession(gateway())
  const first = await callTool(gateway(), { ...booking(sessionId), token: oneCall.session_token })
  const second = await callTool(gateway(), { ...booking(sessionId), token: anotherCall.session_token })
  expect(second.isError).toBe(true)
  expect(second.text).toMatch(/already booked/)
  expect(second.text).toContain(String(first.data['booking_id']))
  expect(await bookingsInSession(sessionId)).toBe(1)
})

test('the same write again inside one caller session was already done, and its first answer is given', async () => {
  const sessionId = anotherSession()
  const { session_token: token } = await openCallerSession(gateway())
  const first = await callTool(gateway(), { ...booking(sessionId), token })
  const second = await callTool(gateway(), { ...booking(sessionId), token })
  expect(second).toMatchObject({
    isError: false,
    meta: { 'patchbay/outcome': { status: 'already_done', at: expect.any(String), tool_call_id: expect.any(String) } },
  })
  expect(second.data).toEqual(first.data)
  expect(await bookingsInSession(sessionId)).toBe(1)
})

test('a caller acts for their own members alone', async () => {
  const sessionId = anotherSession()
  const answer = await callTool(gateway(), { ...booking(sessionId), caller: '+5521988887777' })
  expect(answer.isError).toBe(true)
  expect(answer.text).toContain('not one of your members')
})
