import { once } from 'node:events'
import { Client } from '@modelcontextprotocol/client'
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SUBSCRIPTION_ID_META_KEY,
} from '@modelcontextprotocol/server'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import WebSocket from 'ws'
import { openAskingServer, type AskingServer } from '../../test/asking-server.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { WebSocketClientTransport } from '../../test/web-socket-client-transport.ts'

const headers: Record<string, string> = { 'x-api-key': ADMIN_API_KEY }

const opened = new AsyncDisposableStack()
let test: TestGateway
let url: string
let open: AskingServer
/** Another user, with a key of theirs. */
let strangers: Record<string, string>
beforeAll(async () => {
  open = opened.use(await openAskingServer('open'))
  test = opened.use(await openTestGateway({ env: { DEMO: '0' } }))
  url = `${test.url.replace('http', 'ws')}/mcp`
  await register('open', open.url)
  strangers = await inviteStranger()
})
afterAll(() => opened.disposeAsync())

async function register(name: string, address: string): Promise<void> {
  const json = { name, url: address, type: 'http' }
  const { body } = await test.fetchJson('/api/mcp/servers', { headers, json })
  await test.fetchJson(`/api/mcp/servers/${body.id}/connect`, { headers, json: {} })
  await vi.waitFor(async () => {
    const { body: tools } = await test.fetchJson(`/api/mcp/servers/${body.id}/tools`, { headers })
    expect(tools).toHaveLength(3)
  })
}

async function inviteStranger(): Promise<Record<string, string>> {
  const ownPage = { 'x-patchbay-console': '1', 'sec-fetch-site': 'same-origin' }
  const { body } = await test.fetchJson('/api/users', { json: { name: 'Ana', role: 'member' }, headers })
  const code = new URL(body.signInLink).hash.slice('#code='.length)
  const signedIn = await test.fetchJson('/api/console/sign-in', { json: { code }, headers: ownPage })
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const made = await test.fetchJson('/api/keys', {
    json: { name: 'hers', scopes: ['tools:call'] },
    headers: { cookie, ...ownPage },
  })
  return { 'x-api-key': made.body.key }
}

interface Update {
  uri: string
  subscription: unknown
}

/** A client of the revision 2026-07-28, and what it was told of. */
async function connect(as = headers): Promise<{ client: Client; updates: Update[] }> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  const updates: Update[] = []
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    updates.push({ uri: params.uri, subscription: params._meta?.[SUBSCRIPTION_ID_META_KEY] })
  })
  await client.connect(new WebSocketClientTransport(url, as))
  onTestFinished(() => client.close())
  return { client, updates }
}

const count = (method: string, uri = 'note://open') => open.heard.filter((heard) => heard === `${method} ${uri}`).length

it('tells of the resources that were named and of no other, until the client has heard enough', async () => {
  const { client, updates } = await connect()
  const before = count('resources/unsubscribe')
  const listening = await client.listen({ resourceSubscriptions: ['note://open'] })
  expect(listening.honoredFilter).toEqual({ resourceSubscriptions: ['note://open'] })
  await open.change('note://asking/open')
  await open.change('note://open')
  await expect.poll(() => updates.map(({ uri }) => uri)).toEqual(['note://open'])
  await listening.close()
  await expect.poll(() => count('resources/unsubscribe')).toBe(before + 1)
})

it('tells each of two subscriptions of its own, and the one that goes on after the other', async () => {
  const { client, updates } = await connect()
  const before = count('resources/unsubscribe')
  const both = await client.listen({ resourceSubscriptions: ['note://open', 'note://asking/open'] })
  await client.listen({ resourceSubscriptions: ['note://open'] })
  await open.change('note://open')
  await expect.poll(() => updates).toHaveLength(2)
  expect(new Set(updates.map(({ subscription }) => subscription)).size).toBe(2)
  await both.close()
  await expect.poll(() => count('resources/unsubscribe', 'note://asking/open')).toBeGreaterThan(0)
  await open.change('note://asking/open')
  await open.change('note://open')
  await expect.poll(() => updates.map(({ uri }) => uri)).toEqual(['note://open', 'note://open', 'note://open'])
  expect(count('resources/unsubscribe')).toBe(before)
})

it('ends at the server with the connection', async () => {
  const { client } = await connect()
  const before = count('resources/unsubscribe')
  await client.listen({ resourceSubscriptions: ['note://open'] })
  await client.close()
  await expect.poll(() => count('resources/unsubscribe')).toBe(before + 1)
})

it('tells nobody of what only another user has', async () => {
  const { client: stranger, updates: overheard } = await connect(strangers)
  const before = count('resources/subscribe')
  const listening = await stranger.listen({ toolsListChanged: true, resourceSubscriptions: ['note://open'] })
  expect(listening.honoredFilter).toEqual({ toolsListChanged: true })
  expect(count('resources/subscribe')).toBe(before)
  const { client, updates } = await connect()
  await client.listen({ resourceSubscriptions: ['note://open'] })
  await open.change('note://open')
  await expect.poll(() => updates).toHaveLength(1)
  // What had been sent before this answer would be here.
  await stranger.listTools()
  expect(overheard).toEqual([])
})

it('tells one connection of a hundred resources, however many subscriptions name them', async () => {
  const { client } = await connect()
  const pages = Array.from({ length: 101 }, (_, n) => `note://open/${n}`)
  const first = await client.listen({ resourceSubscriptions: ['note://nowhere', ...pages.slice(0, 60)] })
  expect(first.honoredFilter.resourceSubscriptions).toEqual(pages.slice(0, 60))
  const second = await client.listen({ resourceSubscriptions: pages })
  expect(second.honoredFilter.resourceSubscriptions).toEqual(pages.slice(0, 40))
  await first.close()
  const third = await client.listen({ resourceSubscriptions: pages })
  expect(third.honoredFilter.resourceSubscriptions).toEqual(pages.slice(0, 60))
})

it('leaves nothing behind of a subscription that is refused', async () => {
  const ws = new WebSocket(url, 'mcp', { headers })
  onTestFinished(() => ws.terminate())
  await once(ws, 'open')
  const before = count('resources/unsubscribe')
  const _meta = {
    [PROTOCOL_VERSION_META_KEY]: '2026-07-28',
    [CLIENT_INFO_META_KEY]: { name: 'test', version: '1' },
    [CLIENT_CAPABILITIES_META_KEY]: {},
  }
  const notifications = { toolsListChanged: 'yes', resourceSubscriptions: ['note://open'] }
  const answered = once(ws, 'message')
  ws.send(JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'subscriptions/listen', params: { _meta, notifications } }))
  const [data] = (await answered) as [Buffer]
  expect(JSON.parse(data.toString())).toMatchObject({ id: 7, error: { code: -32_602 } })
  await expect.poll(() => count('resources/unsubscribe')).toBe(before + 1)
})

it('keeps nothing else waiting for a server that is slow, and forgets who left meanwhile', async () => {
  const { client, updates } = await connect()
  const slow = opened.use(await openAskingServer('slow', { silent: true }))
  await register('slow', slow.url)
  const order: string[] = []
  const left = new AbortController()
  const first = client.listen({ resourceSubscriptions: ['note://open'] }, { signal: left.signal })
  const second = client.listen({ resourceSubscriptions: ['note://open'] })
  void second.then(() => order.push('acknowledged'))
  await client.listTools()
  order.push('listed')
  left.abort(new Error('Enough'))
  await expect(first).rejects.toThrow('Enough')
  const before = count('resources/unsubscribe')
  const listening = await second
  expect(order).toEqual(['listed', 'acknowledged'])
  await open.change('note://open')
  await expect.poll(() => updates).toHaveLength(1)
  // Were the first still there, the server would not hear of the end of the second.
  await listening.close()
  await expect.poll(() => count('resources/unsubscribe')).toBe(before + 1)
})
