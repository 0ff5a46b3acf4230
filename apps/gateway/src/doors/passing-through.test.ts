import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openAskingServer, type AskingServer } from '../../test/asking-server.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }
const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const

const opened = new AsyncDisposableStack()
let test: TestGateway
let open: AskingServer
let closed: AskingServer
beforeAll(async () => {
  open = opened.use(await openAskingServer('open'))
  closed = opened.use(await openAskingServer('closed'))
  test = opened.use(await openTestGateway({ env: { DEMO: '0' } }))
  await register('open', open.url, { allowElicitation: true })
  await register('closed', closed.url, {})
})
afterAll(() => opened.disposeAsync())

async function register(name: string, url: string, settings: Record<string, unknown>): Promise<number> {
  const { body } = await test.fetchJson('/api/mcp/servers', { headers, json: { name, url, type: 'http', ...settings } })
  await test.fetchJson(`/api/mcp/servers/${body.id}/connect`, { method: 'POST', headers, json: {} })
  await vi.waitFor(async () => {
    const { body: tools } = await test.fetchJson(`/api/mcp/servers/${body.id}/tools`, { headers })
    expect(tools).toHaveLength(3)
  })
  return body.id
}

interface Heard {
  client: Client
  transport: StreamableHTTPClientTransport
  asked: number
}

/** A client with a person behind it, whose name is Ana. */
async function connect({ canBeAsked = true, ...options }: { canBeAsked?: boolean } & Partial<typeof modern> = {}) {
  const client = new Client(
    { name: 'test', version: '1' },
    { ...options, capabilities: canBeAsked ? { elicitation: {} } : {} },
  )
  const transport = new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit: { headers } })
  const heard: Heard = { client, transport, asked: 0 }
  if (canBeAsked) {
    client.setRequestHandler('elicitation/create', () => {
      heard.asked += 1
      return { action: 'accept', content: { name: 'Ana' } }
    })
  }
  await client.connect(transport)
  onTestFinished(() => client.close())
  return heard
}

const everyNote = ['note://open', 'note://asking/open', 'note://closed', 'note://asking/closed']
const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text

describe('a question of a server', () => {
  it('reaches the person behind the call, and the answer the server', async () => {
    const heard = await connect()
    const result = await heard.client.callTool({ name: 'open__get_name', arguments: {} })
    expect(JSON.parse(textOf(result) ?? '')).toEqual({ action: 'accept', content: { name: 'Ana' } })
    expect(heard.asked).toBe(1)
  })

  it('is not put where its owner has not allowed it, whatever it is asked for', async () => {
    const heard = await connect()
    await expect(heard.client.callTool({ name: 'closed__get_name', arguments: {} })).rejects.toThrow('switched off')
    await expect(heard.client.readResource({ uri: 'note://asking/closed' })).rejects.toThrow('switched off')
    expect(heard.asked).toBe(0)
    const { contents } = await heard.client.readResource({ uri: 'note://asking/open' })
    expect(contents).toMatchObject([{ text: expect.stringContaining('Ana') }])
  })

  it('is not put to a client that cannot answer it', async () => {
    const { client } = await connect({ canBeAsked: false })
    await expect(client.callTool({ name: 'open__get_name', arguments: {} })).rejects.toThrow('cannot answer')
    await expect(client.readResource({ uri: 'note://asking/open' })).rejects.toThrow('cannot answer')
  })
})

describe('logs', () => {
  it.each(['debug', 'warning'] as const)('are heard from the level on that the client has set: %s', async (level) => {
    const { client } = await connect()
    const logs: unknown[] = []
    client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params.data))
    // oxlint-disable-next-line typescript/no-deprecated -- clients of the 2025 revisions use it
    await client.setLoggingLevel(level)
    await client.callTool({ name: 'open__get_logs', arguments: {} })
    const every = ['debug of open', 'warning of open']
    await expect.poll(() => logs).toEqual(level === 'debug' ? every : every.slice(1))
  })
})

describe('resources and prompts', () => {
  it('come from every server, and go to the one that has them', async () => {
    const { client } = await connect()
    const { resources } = await client.listResources()
    expect(resources.map(({ uri }) => uri).filter((uri) => uri.startsWith('note:'))).toEqual(everyNote)
    const { contents } = await client.readResource({ uri: 'note://closed' })
    expect(contents).toMatchObject([{ text: 'closed wrote this' }])
    await expect(client.readResource({ uri: 'note://nowhere' })).rejects.toThrow('Resource not found')
  })

  it('are named by their server where two have the same name', async () => {
    const { client } = await connect()
    const { prompts } = await client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['open__greet', 'closed__greet', 'greet_open', 'greet_closed'])
    const { messages } = await client.getPrompt({ name: 'closed__greet' })
    expect(messages).toMatchObject([{ content: { text: 'greet of closed' } }])
  })

  it('are found without another list of each server', async () => {
    const { client } = await connect()
    await client.listResources()
    const before = open.heard.filter((method) => method === 'resources/list').length
    await client.readResource({ uri: 'note://closed' })
    expect(open.heard.filter((method) => method === 'resources/list')).toHaveLength(before)
  })

  it('are listed beside a server that never answers', async () => {
    const silent = opened.use(await openAskingServer('silent', { silent: true }))
    const id = await register('silent', silent.url, {})
    const { client } = await connect()
    const { resources } = await client.listResources()
    expect(resources.map(({ uri }) => uri).filter((uri) => uri.startsWith('note:'))).toEqual(everyNote)
    await test.fetchJson(`/api/mcp/servers/${id}`, { method: 'DELETE', headers })
  })
})

describe('a subscription', () => {
  const count = (method: string) => open.heard.filter((heard) => heard === `${method} note://open`).length

  it('tells of a change, and ends at the server with the last one who listens', async () => {
    const updates: string[] = []
    const [one, other] = [await connect(), await connect()]
    for (const { client } of [one, other]) {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params.uri))
      await client.subscribeResource({ uri: 'note://open' })
    }
    await open.change('note://open')
    await expect.poll(() => updates).toEqual(['note://open', 'note://open'])
    await one.client.unsubscribeResource({ uri: 'note://open' })
    expect(count('resources/unsubscribe')).toBe(0)
    await other.transport.terminateSession()
    await expect.poll(() => count('resources/unsubscribe')).toBe(1)
  })

  it('outlives the server that it is at', async () => {
    const first = await openAskingServer('again')
    const id = await register('again', first.url, {})
    const { client } = await connect()
    const updates: string[] = []
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params.uri))
    await client.subscribeResource({ uri: 'note://again' })
    await first[Symbol.asyncDispose]()
    const second = opened.use(await openAskingServer('again', { port: first.port }))
    await expect(client.readResource({ uri: 'note://again' })).resolves.toMatchObject({
      contents: [{ text: 'again wrote this' }],
    })
    await expect.poll(() => second.heard).toContain('resources/subscribe note://again')
    await expect
      .poll(async () => {
        await second.change('note://again')
        return updates
      })
      .toContain('note://again')
    await test.fetchJson(`/api/mcp/servers/${id}`, { method: 'DELETE', headers })
  })

  it('of the revision 2026-07-28 tells of its own resources alone', async () => {
    const { client } = await connect(modern)
    const updates: string[] = []
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params.uri))
    const before = count('resources/unsubscribe')
    const listening = await client.listen({ resourceSubscriptions: ['note://open'] })
    await expect
      .poll(async () => {
        await open.change('note://closed')
        await open.change('note://open')
        return updates.includes('note://open')
      })
      .toBe(true)
    expect(updates).not.toContain('note://closed')
    await listening.close()
    await expect.poll(() => count('resources/unsubscribe')).toBe(before + 1)
  })
})

it('a session that ends cancels what it has under way', async () => {
  const { client, transport } = await connect()
  const before = open.held.length
  const pending = client.callTool({ name: 'open__hold', arguments: {} }).catch(() => 'ended')
  await expect.poll(() => open.held.length).toBe(before + 1)
  await transport.terminateSession()
  await expect.poll(() => open.held.at(-1)?.aborted).toBe(true)
  await client.close()
  expect(await pending).toBe('ended')
})
