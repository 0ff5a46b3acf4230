import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, onTestFinished } from 'vitest'
import { ADMIN_API_KEY, type TestGateway } from './open-test-gateway.ts'
import { openTellingServer, type TellingServer } from './telling-server.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }
const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const

/** For what comes after a wait of the gateway's, or on a busy machine. */
export const patiently = { timeout: 30_000 }

/** Registers a server for as long as the test runs. @returns Its id, once it is connected. */
export async function register(test: TestGateway, name: string, url: string): Promise<number> {
  const { body } = await test.fetchJson('/api/mcp/servers', { headers, json: { name, url, definitions: 'trust' } })
  onTestFinished(async () => void (await test.fetchJson(`/api/mcp/servers/${body.id}`, { method: 'DELETE', headers })))
  await expect.poll(() => statusOf(test, body.id), patiently).toBe('connected')
  return body.id
}

export async function statusOf(test: TestGateway, id: number): Promise<string> {
  return (await test.fetchJson(`/api/mcp/servers/${id}`, { headers })).body.connectionStatus
}

/** A server that tells of itself, for as long as the test runs. */
export async function openTelling(
  name: string,
  options: Parameters<typeof openTellingServer>[1] = {},
): Promise<TellingServer> {
  const telling = await openTellingServer(name, options)
  onTestFinished(() => telling[Symbol.asyncDispose]())
  return telling
}

/** What a client in front of the gateway was told. */
export interface Listener {
  client: Client
  updates: string[]
  changes: string[]
  /** Listens to resources. @returns The way to stop. */
  subscribe: (...uris: string[]) => Promise<() => Promise<void>>
  /** Ends its session, where it has one, and goes. */
  leave: () => Promise<void>
}

/** @param era - The revision that it speaks: the one with sessions, or 2026-07-28. */
export async function connectListener(test: TestGateway, era: '2025' | '2026'): Promise<Listener> {
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
/** Waits until the streams that are open at the server name these resources and no others. */
export async function expectStreams(telling: TellingServer, streams: string[][]): Promise<void> {
  await expect.poll(() => telling.streams().map((uris) => uris.toSorted()), patiently).toEqual(streams)
}

/** Tells until it is heard: what is told while nobody listens is lost, as ever. */
export async function expectHeard(telling: () => TellingServer, uri: string, { updates }: Listener): Promise<void> {
  updates.splice(0)
  const heard = async () => {
    telling().tell.resourceUpdated(uri)
    return updates
  }
  await expect.poll(heard, patiently).toContain(uri)
}
