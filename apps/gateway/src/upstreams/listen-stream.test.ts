import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { openTellingServer, type TellingServer } from '../../test/telling-server.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }

const opened = new AsyncDisposableStack()
let test: TestGateway
beforeAll(async () => {
  test = opened.use(await openTestGateway({ env: { DEMO: '0', STDIO_SANDBOX: 'off' } }))
})
afterAll(() => opened.disposeAsync())

/** Registers a server for as long as the test runs. @returns Its id, once it is connected. */
async function register(name: string, url: string): Promise<number> {
  const { body } = await test.fetchJson('/api/mcp/servers', { headers, json: { name, url, definitions: 'trust' } })
  onTestFinished(async () => void (await test.fetchJson(`/api/mcp/servers/${body.id}`, { method: 'DELETE', headers })))
  await expect.poll(() => statusOf(body.id), patiently).toBe('connected')
  return body.id
}

const statusOf = async (id: number) =>
  (await test.fetchJson(`/api/mcp/servers/${id}`, { headers })).body.connectionStatus

async function openTelling(name: string, options: Parameters<typeof openTellingServer>[1] = {}) {
  const telling = await openTellingServer(name, options)
  onTestFinished(() => telling[Symbol.asyncDispose]())
  return telling
}

/** What a client in front of the gateway was told. */
interface Listener {
  client: Client
  updates: string[]
  changes: string[]
  /** Listens to resources. @returns The way to stop. */
  subscribe: (...uris: string[]) => Promise<() => Promise<void>>
  /** Ends its session, where it has one, and goes. */
  leave: () => Promise<void>
}

type Era = '2025' | '2026'
const eras: Era[] = ['2025', '2026']

async function connect(era: Era): Promise<Listener> {
  const client = new Client({ name: 'test', version: '1' }, era === '2026' ? modern : {})
  const updates: string[] = []
  const changes: string[] = []
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params.uri))
  for (const list of ['tools', 'resources', 'prompts'] as const) {
    client.setNotificationHandler(`notifications/${list}/list_changed`, () => void changes.push(list))
  }
  const transport = new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit: { headers } })
  await client.connect(transport)
  onTestFinished(() => client.close())
  async function leave() {
    await transport.terminateSession()
    await client.close()
  }
  async function subscribe(...uris: string[]) {
    if (era === '2026') {
      const listening = await client.listen({ resourceSubscriptions: uris })
      expect(listening.honoredFilter).toEqual({ resourceSubscriptions: uris })
      return () => listening.close()
    }
    await Promise.all(uris.map((uri) => client.subscribeResource({ uri })))
    return async () => void (await Promise.all(uris.map((uri) => client.unsubscribeResource({ uri }))))
  }
  return { client, updates, changes, subscribe, leave }
}
const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const

/** For what comes after a wait of the gateway's, or on a busy machine. */
const patiently = { timeout: 30_000 }

async function expectStreams(telling: TellingServer, streams: string[][]): Promise<void> {
  await expect.poll(() => telling.streams().map((uris) => uris.toSorted()), patiently).toEqual(streams)
}

/** Tells until it is heard: what is told while nobody listens is lost, as ever. */
async function expectHeard(telling: () => TellingServer, uri: string, { updates }: Listener): Promise<void> {
  updates.splice(0)
  const heard = async () => {
    telling().tell.resourceUpdated(uri)
    return updates
  }
  await expect.poll(heard, patiently).toContain(uri)
}

describe.each(eras)('a client of %s behind the gateway', (era) => {
  it('hears of the resources that it subscribed to, and of no other', async () => {
    const telling = await openTelling('notes')
    await register('notes', telling.url)
    const [one, other] = [await connect(era), await connect(era)]
    await one.subscribe('notes://one')
    await other.subscribe('notes://other')
    telling.tell.resourceUpdated('notes://one')
    await expect.poll(() => one.updates, patiently).toEqual(['notes://one'])
    telling.tell.resourceUpdated('notes://other')
    await expect.poll(() => other.updates, patiently).toEqual(['notes://other'])
    expect(one.updates).toEqual(['notes://one'])
  })

  it('shares one stream with the others, which ends with the last of them', async () => {
    const telling = await openTelling('notes', { listChanged: false })
    await register('notes', telling.url)
    expect(telling.streams()).toEqual([])
    const [one, other] = [await connect(era), await connect(era)]
    const stopOne = await one.subscribe('notes://one', 'notes://other')
    const stopOther = await other.subscribe('notes://one')
    await expectStreams(telling, [['notes://one', 'notes://other']])
    await stopOne()
    await expectStreams(telling, [['notes://one']])
    await expectHeard(() => telling, 'notes://one', other)
    await stopOther()
    await expectStreams(telling, [])
  })

  it('that goes away ends its stream', async () => {
    const telling = await openTelling('notes')
    await register('notes', telling.url)
    const { leave, subscribe } = await connect(era)
    await subscribe('notes://one')
    await expectStreams(telling, [['notes://one']])
    await leave()
    await expectStreams(telling, [[]])
  })

  it.each([false, true])('hears again of a server that was started again, its absence noticed: %s', async (noticed) => {
    const first = await openTelling('notes')
    const id = await register('notes', first.url)
    const listener = await connect(era)
    await listener.subscribe('notes://one')
    await first[Symbol.asyncDispose]()
    if (noticed) await expect.poll(() => statusOf(id), patiently).toBe('error')
    const second = await openTelling('notes', { port: first.port })
    await expectHeard(() => second, 'notes://one', listener)
    await expectStreams(second, [['notes://one']])
    expect(await statusOf(id)).toBe('connected')
  })

  it.each(['kindly', 'abruptly'] as const)('hears again after the stream was ended %s', async (how) => {
    const telling = await openTelling('notes')
    const id = await register('notes', telling.url)
    const listener = await connect(era)
    await listener.subscribe('notes://one')
    // More than once in a row, too.
    for (let times = 0; times < 3; times += 1) {
      const before = telling.count()
      await telling.endStreams(how)
      await expect.poll(() => telling.count(), patiently).toBe(before + 1)
      await expectHeard(() => telling, 'notes://one', listener)
    }
    expect(await statusOf(id)).toBe('connected')
    await expectStreams(telling, [['notes://one']])
  })

  it('hears of changed lists, also after the stream has ended', async () => {
    const telling = await openTelling('notes')
    await register('notes', telling.url)
    const { changes, client } = await connect(era)
    if (era === '2026') {
      await client.listen({ toolsListChanged: true, resourcesListChanged: true, promptsListChanged: true })
    }
    await expectStreams(telling, [[]])
    for (const tool of ['first', 'second']) {
      changes.splice(0)
      telling.addTool(tool)
      await expect.poll(() => changes, patiently).toContain('tools')
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain(tool)
      telling.tell.resourcesChanged()
      telling.tell.promptsChanged()
      await expect.poll(() => changes, patiently).toEqual(expect.arrayContaining(['resources', 'prompts']))
      // What changes while nobody listens is told once somebody does again.
      changes.splice(0)
      await telling.endStreams('abruptly')
      await expect.poll(() => changes, patiently).toEqual(expect.arrayContaining(['resources', 'prompts']))
      await expectStreams(telling, [[]])
    }
  })

  it('is refused by a server that does not tell of resources, which is not asked', async () => {
    const telling = await openTelling('notes', { subscribe: false, listChanged: false })
    await register('notes', telling.url)
    const { client } = await connect(era)
    if (era === '2026') {
      const { honoredFilter } = await client.listen({ resourceSubscriptions: ['notes://one'] })
      expect(honoredFilter).toEqual({})
    } else await expect(client.subscribeResource({ uri: 'notes://one' })).rejects.toThrow('does not tell')
    expect(telling.count()).toBe(0)
  })
})

it('a refusal takes nothing from those who listen already', async () => {
  const telling = await openTelling('notes')
  await register('notes', telling.url)
  const [one, other] = [await connect('2025'), await connect('2025')]
  await one.subscribe('notes://one')
  telling.refuse({ code: -32_603, message: 'Subscription limit reached' })
  await expect(other.subscribe('notes://other')).rejects.toThrow('Subscription limit reached')
  telling.tell.resourceUpdated('notes://one')
  await expect.poll(() => one.updates, patiently).toEqual(['notes://one'])
  telling.refuse(undefined)
  await other.subscribe('notes://other')
  await expectStreams(telling, [['notes://one', 'notes://other']])
})

it('a server that is back before its streams are is asked until it answers', async () => {
  const first = await openTelling('notes', { listChanged: false })
  const id = await register('notes', first.url)
  const listener = await connect('2025')
  await listener.subscribe('notes://one')
  await first[Symbol.asyncDispose]()
  await expect.poll(() => statusOf(id), patiently).toBe('error')
  const second = await openTelling('notes', { listChanged: false, port: first.port })
  second.refuse('broken')
  await expect.poll(() => second.count(), patiently).toBeGreaterThan(1)
  second.refuse(undefined)
  await expectHeard(() => second, 'notes://one', listener)
  await expectStreams(second, [['notes://one']])
})

it('a server that refuses for a while is asked again', async () => {
  const telling = await openTelling('notes')
  const id = await register('notes', telling.url)
  const listener = await connect('2025')
  await listener.subscribe('notes://one')
  const before = telling.count()
  telling.refuse({ code: -32_603, message: 'Subscription limit reached' })
  await telling.endStreams('abruptly')
  await expect.poll(() => telling.count(), patiently).toBeGreaterThan(before + 1)
  telling.refuse(undefined)
  await expectHeard(() => telling, 'notes://one', listener)
  expect(await statusOf(id)).toBe('connected')
})

it('many resources at once are asked for together', async () => {
  const telling = await openTelling('notes')
  await register('notes', telling.url)
  const { client, subscribe } = await connect('2025')
  await client.listResources()
  const before = telling.count()
  const pages = Array.from({ length: 50 }, (_, n) => `notes://pages/${n}`)
  await subscribe(...pages)
  await expectStreams(telling, [pages.toSorted()])
  expect(telling.count() - before).toBeLessThan(pages.length)
})

it('who leaves before the server has answered is forgotten', async () => {
  const telling = await openTelling('notes')
  await register('notes', telling.url)
  const { client, leave } = await connect('2025')
  const before = telling.count()
  const release = telling.hold()
  const asking = client.subscribeResource({ uri: 'notes://one' })
  await expect.poll(() => telling.count(), patiently).toBe(before + 1)
  const ended = asking.catch(() => 'ended')
  await leave()
  expect(await ended).toBe('ended')
  release()
  await expect.poll(() => telling.count(), patiently).toBe(before + 2)
  await expectStreams(telling, [[]])
})

it('a connection that is let go ends its stream, and is heard when it is back', async () => {
  const telling = await openTelling('notes')
  const id = await register('notes', telling.url)
  const listener = await connect('2025')
  await listener.subscribe('notes://one')
  await test.fetchJson(`/api/mcp/servers/${id}/disconnect`, { headers, json: {} })
  await expectStreams(telling, [])
  await test.fetchJson(`/api/mcp/servers/${id}/connect`, { headers, json: {} })
  await expectStreams(telling, [['notes://one']])
  await expectHeard(() => telling, 'notes://one', listener)
  await test.fetchJson(`/api/mcp/servers/${id}`, { method: 'DELETE', headers })
  await expectStreams(telling, [])
})

it('a server over stdio is heard, and again in its next process', async () => {
  const program = new URL('../../test/telling-over-stdio.ts', import.meta.url).pathname
  const id = await register('piped', `node ${program}`)
  const { updates, subscribe } = await connect('2025')
  await subscribe('piped://one')
  const call = (name: string, args: Record<string, unknown>) =>
    test.fetchJson(`/api/mcp/servers/${id}/tools/call`, { headers, json: { name, arguments: args } })
  await call('touch', { uri: 'piped://other' })
  await call('touch', { uri: 'piped://one' })
  await expect.poll(() => updates, patiently).toEqual(['piped://one'])
  await call('quit', {})
  const heard = async () => {
    await call('touch', { uri: 'piped://one' })
    return updates.length
  }
  await expect.poll(heard, patiently).toBeGreaterThan(1)
})
