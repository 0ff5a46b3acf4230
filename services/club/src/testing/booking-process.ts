/**
 * A process of its own that books: `node booking-process.ts '<BookingOrder as JSON>'`. It says `ready` on a line, waits
 * for a line on its input, sends all requests at once, and prints the answers as one line of JSON; or, when told to,
 * it kills itself between having booked and saying so.
 */
import { once } from 'node:events'
import { connectService } from '@patchbay/test-support/connect-service'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { createClubServer } from '../create-club-server.ts'

export interface BookingOrder {
  url: string
  phone: string
  /** ISO 8601. */
  now: string
  timezone: string
  requests: { args: Record<string, unknown>; idempotencyKey?: string }[]
  dieBeforeAnswering: boolean
}

// Written by the test that started this process.
const order = JSON.parse(process.argv[2] ?? '') as BookingOrder
await using stack = new AsyncDisposableStack()
const pool = stack.adopt(new pg.Pool({ connectionString: order.url, max: 10 }), (opened) => opened.end())
const server = createClubServer({
  db: drizzle({ client: pool }),
  now: () => new Date(order.now),
  timezone: order.timezone,
  onError: (error) => console.error(error),
})
const caller = stack.use(await connectService(server, order.phone))
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const answers = await Promise.all(
  order.requests.map(({ args, idempotencyKey }) => caller.call('book_session', args, idempotencyKey)),
)
if (order.dieBeforeAnswering) process.kill(process.pid, 'SIGKILL')
process.stdout.write(`${JSON.stringify(answers)}\n`)
process.stdin.destroy()
