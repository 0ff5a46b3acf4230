import { Client, SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { WebSocketClientTransport } from '../../test/web-socket-client-transport.ts'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'

const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const
const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }

let workshop: Workshop
let test: TestGateway
beforeAll(async () => {
  workshop = createWorkshop()
  test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
})
afterAll(() => test[Symbol.asyncDispose]())

/** Every way in, by the official client. */
const ways: Record<string, { options?: typeof modern; connect: (auth: Record<string, string>) => Transport }> = {
  'Streamable HTTP 2025': {
    connect: (auth) =>
      new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit: { headers: auth } }),
  },
  'Streamable HTTP 2026-07-28': {
    options: modern,
    connect: (auth) =>
      new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit: { headers: auth } }),
  },
  SSE: {
    connect: (auth) =>
      new SSEClientTransport(new URL(`${test.url}/sse`), {
        requestInit: { headers: auth },
        eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...auth } }) },
      }),
  },
  'WebSocket 2025': { connect: (auth) => new WebSocketClientTransport(`${test.url.replace('http', 'ws')}/mcp`, auth) },
  'WebSocket 2026-07-28': {
    options: modern,
    connect: (auth) => new WebSocketClientTransport(`${test.url.replace('http', 'ws')}/mcp`, auth),
  },
}

describe.each(Object.entries(ways))('%s', (_name, { options, connect }) => {
  let client: Client
  let changes = 0
  beforeEach(async () => {
    changes = 0
    client = new Client(
      { name: 'test', version: '1' },
      { ...options, listChanged: { tools: { autoRefresh: false, onChanged: () => (changes += 1) } } },
    )
    await client.connect(connect(headers))
    onTestFinished(() => client.close())
  })

  it('lists the tools of every service and calls them', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['book_session', 'get_echo']))
    const result = await client.callTool({ name: 'get_echo', arguments: { text: 'olá' } })
    expect(result.content).toEqual([{ type: 'text', text: 'olá' }])
  })

  it('hands progress on, each step', async () => {
    const steps: number[] = []
    await client.callTool({ name: 'get_steps', arguments: {} }, { onprogress: ({ progress }) => steps.push(progress) })
    await expect.poll(() => steps).toEqual([1, 2, 3])
  })

  it('hands log messages on to the one who called', async () => {
    const logs: unknown[] = []
    client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params))
    const level = options ? { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } } : {}
    await client.callTool({ name: 'get_steps', arguments: {}, ...level })
    await expect.poll(() => logs).toEqual([expect.objectContaining({ level: 'warning', data: 'the steps are done' })])
  })

  it('hands a cancellation on', async () => {
    const left = new AbortController()
    const before = workshop.held.length
    const pending = client.callTool({ name: 'hold', arguments: {} }, { signal: left.signal })
    await expect.poll(() => workshop.held.length).toBe(before + 1)
    left.abort()
    await expect(pending).rejects.toThrow(/abort/i)
    await expect.poll(() => workshop.held.at(-1)?.signal.aborted).toBe(true)
  })

  it('says that the list changed', async () => {
    if (options) await client.listen({ toolsListChanged: true })
    await workshop.addTool(`get_new_${Object.keys(ways).indexOf(_name)}`)
    await expect.poll(() => changes).toBeGreaterThan(0)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain(
      `get_new_${Object.keys(ways).indexOf(_name)}`,
    )
  })

  it('knows one error for an unknown tool', async () => {
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({ code: -32_602 })
  })
})
