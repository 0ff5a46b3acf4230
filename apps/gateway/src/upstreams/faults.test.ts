import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { openFaultProxy, type Fault, type FaultProxy } from '../../test/fault-proxy.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { serveOverSocket } from '../../test/serve-over-socket.ts'
import { serveOverSse } from '../../test/serve-over-sse.ts'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }

let gateway: TestGateway
let workshop: Workshop
let proxy: FaultProxy
let server: number
let other: number
const opened = new AsyncDisposableStack()
beforeAll(async () => {
  gateway = opened.use(await openTestGateway({ env: { STDIO_SANDBOX: 'off', LOG_LEVEL: 'silent' } }))
  workshop = createWorkshop()
  proxy = opened.use(await openFaultProxy(await serveHttp(workshop)))
  server = await add('Faulty', `http://127.0.0.1:${proxy.port}/mcp`)
  other = await add('Other', `http://127.0.0.1:${await serveHttp(createWorkshop('other'))}/mcp`)
  for (const id of [server, other]) await send('POST', `/api/mcp/servers/${id}/connect`)
})
afterEach(() => proxy.set('none'))
afterAll(() => opened.disposeAsync())

const send = async (method: string, path: string, json: unknown = {}) =>
  (await gateway.fetchJson(path, { method, headers: admin, json })).body
const add = async (name: string, url: string): Promise<number> =>
  (await send('POST', '/api/mcp/servers', { name, url, timeoutMs: 2_000, trusted: true })).id
const echo = (id: number, text: string) =>
  send('POST', `/api/mcp/servers/${id}/tools/call`, { name: 'get_echo', arguments: { text } })
const statusOf = async (id: number) => (await gateway.fetchJson(`/api/mcp/servers/${id}`, { headers: admin })).body

/** The workshop over Streamable HTTP, with sessions. @returns Its port. */
async function serveHttp({ server: mcp }: Workshop): Promise<number> {
  let transport = await connected(mcp)
  const http: HttpServer = createServer((req, res) => {
    // Whoever begins again gets a session of their own; the one before is over.
    const begin = req.headers['mcp-session-id'] === undefined
    const ready = begin ? connected(mcp).then((fresh) => (transport = fresh)) : Promise.resolve(transport)
    void ready.then((current) => current.handleRequest(req, res))
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  opened.defer(() => {
    http.closeAllConnections()
    http.close()
  })
  const address = http.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function connected(mcp: Workshop['server']): Promise<NodeStreamableHTTPServerTransport> {
  if (mcp.transport) await mcp.close()
  const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => crypto.randomUUID() })
  await mcp.connect(transport)
  return transport
}

describe('after a server', () => {
  it.each<Fault>(['delay', 'cut', 'corrupt', 'flood', 'refuse', 'hang'])(
    'was hit by “%s”, the next call works without anybody’s doing, and no other server was kept waiting',
    async (fault) => {
      await expect.poll(async () => (await echo(server, 'before')).content).toMatchObject([{ text: 'before' }])
      await proxy.set(fault)
      const [hit, beside] = await Promise.all([echo(server, 'during'), echo(other, 'beside')])
      expect(beside.content).toMatchObject([{ text: 'beside' }])
      // It is answered, well or in words, and in time.
      expect(hit.content[0].text).toMatch(fault === 'delay' ? /^during$/ : /\w/)
      await proxy.set('none')
      await expect
        .poll(async () => (await echo(server, 'after')).content, { timeout: 30_000 })
        .toMatchObject([{ text: 'after' }])
      // Nothing piles up.
      await expect.poll(() => proxy.open(), { timeout: 10_000 }).toBeLessThan(70)
    },
    60_000,
  )
})

describe('a write in flight whose caller vanishes', () => {
  it('ends once, and its outcome is found', async () => {
    await expect.poll(async () => (await echo(server, 'before')).content).toMatchObject([{ text: 'before' }])
    workshop.held.splice(0)
    const vanishing = new AbortController()
    const call = fetch(`${gateway.url}/api/mcp/servers/${server}/tools/call`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'write_slowly', arguments: { n: 1 } }),
      signal: vanishing.signal,
    })
    await expect.poll(() => workshop.held.length).toBe(1)
    const ran = workshop.ran.write_slowly
    vanishing.abort()
    await expect(call).rejects.toThrow('aborted')
    workshop.held[0]?.release()
    const rows = async () =>
      (await gateway.fetchJson(`/api/tool-calls?serverId=${server}&tool=write_slowly`, { headers: admin })).body
        .toolCalls
    await expect.poll(rows).toMatchObject([{ status: 'succeeded' }])
    expect(workshop.ran.write_slowly).toBe(ran)
  })
})

describe('a cancellation reaches the server', () => {
  /** @returns Whether the server has heard it. */
  async function cancel(id: number, held: () => { signal: { aborted: boolean } }[]): Promise<boolean> {
    await expect.poll(async () => (await statusOf(id)).connectionStatus).toBe('connected')
    await expect.poll(async () => (await statusOf(id)).toolCount).toBe(8)
    const leaving = new AbortController()
    const call = fetch(`${gateway.url}/api/mcp/servers/${id}/tools/call`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'hold', arguments: {} }),
      signal: leaving.signal,
    })
    await expect.poll(() => held().length).toBe(1)
    leaving.abort()
    await expect(call).rejects.toThrow('aborted')
    await expect.poll(() => held()[0]?.signal.aborted).toBe(true)
    return held().length === 1
  }

  it('over Streamable HTTP', async () => {
    const own = createWorkshop()
    const id = await add('Http', `http://127.0.0.1:${await serveHttp(own)}/mcp`)
    expect(await cancel(id, () => own.held)).toBe(true)
  })

  it('over HTTP+SSE', async () => {
    const own = createWorkshop()
    const http = serveOverSse(own.server)
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
    opened.defer(() => {
      http.closeAllConnections()
      http.close()
    })
    const address = http.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await cancel(await add('Stream', `http://127.0.0.1:${port}/sse`), () => own.held)).toBe(true)
  })

  it('over stdio', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-cancel-'))
    opened.defer(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'calls')
    const script = new URL('../../test/workshop-over-stdio.ts', import.meta.url).pathname
    const id = await add('Program', `node ${script} ${file}`)
    const held = () => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
      const aborted = lines.includes('cancelled')
      return lines.filter((line) => line === 'held').map(() => ({ signal: { aborted } }))
    }
    expect(await cancel(id, held)).toBe(true)
  })

  it('over WebSocket', async () => {
    const own = createWorkshop()
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    opened.defer(() => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    })
    await new Promise((resolve) => sockets.once('listening', resolve))
    sockets.on('connection', (socket: WebSocket) => void serveOverSocket(own.server, socket))
    const address = sockets.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await cancel(await add('Socket', `ws://127.0.0.1:${port}`), () => own.held)).toBe(true)
  })
})

describe('when a stdio server goes', () => {
  it('nothing that it has started is left over', async () => {
    const script = new URL('../../test/echo-server.py', import.meta.url).pathname
    const id = await add('Python', `python3 ${script}`)
    await expect.poll(async () => (await statusOf(id)).connectionStatus).toBe('connected')
    const running = () =>
      new Promise<string>((resolve) => {
        const child = spawn('pgrep', ['-f', script])
        let text = ''
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
        child.once('close', () => resolve(text.trim()))
      })
    expect(await running()).not.toBe('')
    await send('DELETE', `/api/mcp/servers/${id}`)
    await expect.poll(running).toBe('')
  })
})
