import { freshPostgres, type FreshPostgres } from '@patchbay/test-support/fresh-postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openCallerSession } from './src/caller-session.ts'
import { clubMembers, openSessions, staffView } from './src/club.ts'
import { callTool } from './src/call-tool.ts'
import { startGateway, type Gateway } from './src/start-gateway.ts'

const attempts = 200
const spots = 6

const stores = [
  { store: 'the embedded store', openDatabase: undefined },
  { store: 'PostgreSQL', openDatabase: freshPostgres },
]

describe.for(stores)('on $store', ({ openDatabase }) => {
  const postgres = inject('postgres')
  const unavailable = openDatabase !== undefined && 'unavailable' in postgres

  let database: FreshPostgres | undefined
  let gateway: Gateway
  beforeAll(async () => {
    if (unavailable) return
    database = await openDatabase?.()
    gateway = await startGateway({
      env: { RATE_SESSIONS_PER_MINUTE: '1000', ...(database === undefined ? {} : { DATABASE_URL: database.url }) },
    })
  })
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]()
    await database?.[Symbol.asyncDispose]()
  })

  test.skipIf(unavailable)(`${attempts} bookings at once for ${spots} spots: ${spots} are confirmed`, async () => {
    const members = await clubMembers(gateway)
    expect(members.length).toBeGreaterThan(spots)
    const session = (await openSessions(gateway, { level: 'beginner' })).find(({ spots_left }) => spots_left === spots)
    if (session === undefined) throw new Error(`the demonstration has no session with ${spots} free spots`)

    // Each attempt is a call of its own, so that none may share another's answer.
    const calls = await Promise.all(
      Array.from({ length: Math.ceil(attempts / members.length) }, () => members)
        .flat()
        .slice(0, attempts)
        .map(async ({ memberId, caller }) => ({
          token: (await openCallerSession(gateway, caller)).session_token,
          arguments: { member_id: memberId, session_id: session.session_id },
        })),
    )
    const answers = await Promise.all(calls.map((call) => callTool(gateway, { name: 'book_session', ...call })))
    expect(answers).toHaveLength(attempts)

    const confirmed = answers.filter(({ isError }) => !isError)
    expect(confirmed).toHaveLength(spots)
    // Beyond the calls that wait their turn at a service, the next ones hear at once that it is busy.
    for (const { isError, text } of answers) if (isError) expect(text).toMatch(/is full|already booked|is busy/)

    const seen = await staffView(gateway, session)
    expect(new Set(seen.bookings.map(({ booking_id }) => booking_id))).toEqual(
      new Set(confirmed.map(({ data }) => data['booking_id'])),
    )
    expect(seen).toMatchObject({ spots, spots_left: 0, bookings: { length: spots } })
  })
})
