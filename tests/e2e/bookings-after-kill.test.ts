import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { startedDataDir } from './src/data-dir.ts'
import { rafael } from './src/caller-session.ts'
import { callTool, type ToolAnswer } from './src/call-tool.ts'
import { clubMembers, openSessions } from './src/club.ts'
import { startGateway, type Gateway } from './src/start-gateway.ts'

const bookings = z.object({ bookings: z.array(z.object({ booking_id: z.int() })) })

let dataDir: string
beforeEach(async () => {
  dataDir = await startedDataDir()
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** The ids of every booking that the members of a caller have. */
async function bookingsOf(gateway: Gateway, caller: string): Promise<number[]> {
  const { data } = await callTool(gateway, { name: 'get_bookings', caller })
  return bookings.parse(data).bookings.map(({ booking_id }) => booking_id)
}

test('after kill -9 in a stream of bookings, every booking that was confirmed is there', async () => {
  const confirmed: { caller: string; bookingId: number }[] = []
  const enough = Promise.withResolvers<void>()
  const first = await startGateway({ dataDir })
  const members = await clubMembers(first)
  const sessions = await openSessions(first)

  // Each member books one session after the other until the gateway is gone.
  const streams = members.map(async ({ memberId, caller }) => {
    for (const session of sessions) {
      const request = { member_id: memberId, session_id: session.session_id }
      let answer: ToolAnswer
      try {
        answer = await callTool(first, { name: 'book_session', arguments: request, caller })
      } catch {
        // The connection broke: nothing was confirmed to this client.
        return
      }
      if (!answer.isError) confirmed.push({ caller, bookingId: Number(answer.data['booking_id']) })
      if (confirmed.length >= 25) enough.resolve()
    }
  })
  await enough.promise
  await first.kill()
  await Promise.all(streams)

  await using second = await startGateway({ dataDir })
  const callers = [...new Set(members.map(({ caller }) => caller))]
  const kept = (await Promise.all(callers.map((caller) => bookingsOf(second, caller)))).flat()
  expect(kept).toEqual(expect.arrayContaining(confirmed.map(({ bookingId }) => bookingId)))
  expect(new Set(kept).size).toBe(kept.length)
})

test('an idempotency key books once, also when kill -9 and a restart lie between its two requests', async () => {
  const first = await startGateway({ dataDir })
  const [session] = await openSessions(first, { level: 'beginner', wave_side: 'right' })
  const request = {
    name: 'book_session',
    arguments: { member_id: 12346, session_id: session?.session_id },
    caller: rafael,
    idempotencyKey: 'order-17',
  }
  const before = await bookingsOf(first, rafael)
  const booked = await callTool(first, request)
  expect(booked).toMatchObject({ isError: false, data: { status: 'confirmed' } })
  await first.kill()

  await using second = await startGateway({ dataDir })
  const repeated = await callTool(second, request)
  expect(repeated.isError).toBe(false)
  expect(repeated.data).toEqual(booked.data)
  expect(await bookingsOf(second, rafael)).toHaveLength(before.length + 1)
})

test('an idempotency key whose first answer was lost in a kill -9 books once', async () => {
  const first = await startGateway({ dataDir })
  const [session] = await openSessions(first, { level: 'beginner', wave_side: 'right' })
  const request = {
    name: 'book_session',
    arguments: { member_id: 12346, session_id: session?.session_id },
    caller: rafael,
    idempotencyKey: 'order-18',
  }
  const before = await bookingsOf(first, rafael)
  // Whether it was booked, half booked or not yet when the gateway died is chance; what follows is not.
  const lost = callTool(first, request).catch(() => undefined)
  await first.kill()
  await lost

  await using second = await startGateway({ dataDir })
  const repeated = await callTool(second, request)
  expect(repeated).toMatchObject({ isError: false, data: { status: 'confirmed' } })
  expect(await bookingsOf(second, rafael)).toHaveLength(before.length + 1)
})
