import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { emptyDataDir, startedDataDir } from './src/data-dir.ts'
import { bearer, openCallerSession, rafael } from './src/caller-session.ts'
import { callTool } from './src/call-tool.ts'
import { openSessions } from './src/club.ts'
import { openEventStream } from './src/event-stream.ts'
import { repository } from './src/repository.ts'
import { runProcess, type Ended } from './src/run-process.ts'
import { adminApiKey, gatewayEnvironment, runGatewayToItsEnd, startGateway } from './src/start-gateway.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await startedDataDir()
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Exit code 1, nothing on standard output, and one sentence on standard error that names what is wrong. */
function expectOneSentence({ code, stdout, stderr }: Ended, ...names: string[]) {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(/^[A-Z"'/].*\.\n$/)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|Error:/)
  for (const name of names) expect(stderr).toContain(name)
}

describe('a start that cannot succeed says why in one sentence', () => {
  test('when the port is taken', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port)))
    })
    try {
      expectOneSentence(await runGatewayToItsEnd(gatewayEnvironment(dataDir, { PORT: String(port) })), String(port))
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('when the data directory cannot be written', async () => {
    // A file stands in its place: the one obstacle that stops root too.
    const place = join(dataDir, 'in-the-way')
    await writeFile(place, '')
    expectOneSentence(await runGatewayToItsEnd(gatewayEnvironment(place)), place)
  })

  test('when another gateway runs on the same data directory', async () => {
    await using first = await startGateway({ dataDir })
    expectOneSentence(await runGatewayToItsEnd(gatewayEnvironment(dataDir)), dataDir)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  })

  test.for([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['DEMO', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['CLUB_TIMEZONE', 'Mars/Olympus'],
    ['DATABASE_URL', 'mysql://localhost/club'],
    ['MCP_API_KEY', 'short'],
  ] as const)('when %s is %s', async ([name, value]) => {
    expectOneSentence(await runGatewayToItsEnd(gatewayEnvironment(dataDir, { [name]: value })), name)
  })

  test('when the database does not answer', async () => {
    // The discard port: nothing listens there.
    const env = gatewayEnvironment(dataDir, { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:9/none' })
    const ended = await runGatewayToItsEnd(env)
    expectOneSentence(ended)
    expect(ended.stderr).not.toContain('secret')
  })
})

test('a second start keeps what the first one stored', async () => {
  const newDataDir = await emptyDataDir()
  onTestFinished(() => rm(newDataDir, { recursive: true, force: true }))
  const first = await startGateway({ dataDir: newDataDir })
  const [session] = await openSessions(first)
  const request = { name: 'book_session', arguments: { member_id: 12346, session_id: session?.session_id } }
  const { data: booking } = await callTool(first, { ...request, caller: rafael })
  const madeKey = await fetch(`${first.url}/api/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': adminApiKey },
    body: JSON.stringify({ name: 'kept', scopes: ['tools:call'] }),
  })
  const { key } = Object(await madeKey.json())
  const { session_token } = await openCallerSession(first)
  expect((await first.stop()).code).toBe(0)

  await using second = await startGateway({ dataDir: newDataDir })
  const { data } = await callTool(second, { name: 'get_bookings', caller: rafael })
  expect(data).toMatchObject({ bookings: expect.arrayContaining([expect.objectContaining(booking)]) })
  expect((await fetch(`${second.url}/api/tools`, { headers: { 'x-api-key': String(key) } })).status).toBe(200)
  // A call in progress goes on over a restart.
  expect((await callTool(second, { name: 'get_members', token: session_token })).isError).toBe(false)
})

test('SIGTERM tells every open stream why it ends, and exits 0', async () => {
  const gateway = await startGateway({ dataDir })
  const { session_token } = await openCallerSession(gateway)
  await using mcp = await openEventStream(`${gateway.url}/mcp/sse`, bearer(session_token))
  await mcp.find(({ event }) => event === 'endpoint')
  await using live = await openEventStream(`${gateway.url}/api/events`, { 'x-api-key': adminApiKey })
  expect(live.response.status).toBe(200)

  const { code, stderr } = await gateway.stop()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const told = (await mcp.ended).map(({ event, data }) => `${event}: ${data}`)
  expect(told.join('\n')).toMatch(/stopping|shut/i)
  expect((await live.ended).map(({ data }) => JSON.parse(data))).toContainEqual({
    type: 'stopping',
    reason: expect.any(String),
  })
})

describe('npm start', () => {
  test('ends with the gateway when it is told to end', async () => {
    await using gateway = await startGateway({ dataDir, program: repository.start })
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
    expect(await gateway.stop()).toMatchObject({ code: 0, stderr: '' })
  })

  test('stops in order on Ctrl-C, which reaches it and the gateway at once', async () => {
    await using gateway = await startGateway({ dataDir, program: repository.start })
    await using live = await openEventStream(`${gateway.url}/api/events`, { 'x-api-key': adminApiKey })
    expect(await gateway.interrupt()).toMatchObject({ code: 0, stderr: '' })
    expect((await live.ended).map(({ data }) => JSON.parse(data))).toContainEqual(
      expect.objectContaining({ type: 'stopping' }),
    )
  })

  test("passes on the gateway's exit code and its one sentence", async () => {
    const env = gatewayEnvironment(dataDir, { PORT: 'abc' })
    expectOneSentence(await runProcess(repository.node, [repository.start], { env }), 'PORT')
  })
})
