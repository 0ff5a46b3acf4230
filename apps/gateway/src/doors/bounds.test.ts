import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'

const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }

let workshop: Workshop
let test: TestGateway
beforeAll(async () => {
  workshop = createWorkshop()
  test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
})
afterAll(() => test[Symbol.asyncDispose]())

const rpc = (id: number, name: string, args: unknown) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
})

describe('what a door holds for one client', () => {
  it('is a page of tools at a time', async () => {
    for (let n = 0; n < 120; n += 1) await workshop.addTool(`get_page_${n}`)
    const list = async (cursor?: string) => {
      const json = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { ...(cursor ? { cursor } : {}) } }
      return (await test.fetchJson('/mcp', { json, headers })).body.result
    }
    await expect.poll(async () => (await list('100'))?.tools.length).toBe(120 + 8 + 7 + 9 + 6 - 100)
    const first = await list()
    expect(first.tools).toHaveLength(100)
    const second = await list(first.nextCursor)
    expect(second.nextCursor).toBeUndefined()
    const names = [...first.tools, ...second.tools].map(({ name }: { name: string }) => name)
    expect(new Set(names).size).toBe(150)
  })

  it('is no more than it can read: a stream that nobody reads is cut', async () => {
    const { port } = new URL(test.url)
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.authorization}\r\n\r\n`)
    const [head] = (await once(socket, 'data')) as [Buffer]
    let opening = head.toString()
    while (!opening.includes('sessionId=')) opening += String(await once(socket, 'data'))
    socket.pause()
    const endpoint = /data: (\S+)/.exec(opening)?.[1] ?? ''
    const text = 'x'.repeat(99_000)
    let status = 202
    // 200 answers of 99 KB are more than the stream and both kernels hold.
    for (let n = 0; n < 200 && status === 202; n += 1) {
      ;({ status } = await test.fetchJson(endpoint, { json: rpc(n, 'get_echo', { text, count: n }), headers }))
    }
    await expect
      .poll(async () => (await test.fetchJson(endpoint, { json: rpc(0, 'get_echo', { text: '' }), headers })).status)
      .toBe(404)
  })

  it('is a bounded number of connections', async () => {
    const made = await test.fetchJson('/api/keys', { json: { name: 'many', scopes: ['tools:call'] }, headers })
    const key = { 'x-api-key': made.body.key }
    const open: WebSocket[] = []
    onTestFinished(() => open.forEach((ws) => ws.terminate()))
    const dial = async () => {
      const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers: key })
      open.push(ws)
      const refused = once(ws, 'unexpected-response').then(([, { statusCode }]) => statusCode)
      return Promise.race([once(ws, 'open').then(() => 101), refused])
    }
    for (let n = 0; n < 256; n += 1) expect(await dial()).toBe(101)
    expect(await dial()).toBe(429)
    open[0]?.close()
    await expect.poll(dial).toBe(101)
  })

  it('is a number of sessions that nobody uses, of which the oldest make room', async () => {
    const made = await test.fetchJson('/api/keys', { json: { name: 'forgetful', scopes: ['tools:call'] }, headers })
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const accept = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
    const open = async () => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
      const init = { method: 'POST', body, headers: { ...accept, 'x-api-key': made.body.key } }
      const response = await fetch(`${test.url}/mcp`, init)
      await response.text()
      return response.status
    }
    for (let n = 0; n < 300; n += 1) expect(await open()).toBe(200)
  })

  it('is a little nonsense on a WebSocket, and the others are answered meanwhile', async () => {
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers })
    await once(ws, 'open')
    const closed = once(ws, 'close')
    for (let n = 0; n < 5_000; n += 1) ws.send('x')
    expect((await test.fetchJson('/healthz')).status).toBe(200)
    const [code, reason] = (await closed) as [number, Buffer]
    expect(`${code} ${reason.toString()}`).toBe('1008 Too many frames that cannot be handled')
  })

  it('is nonsense that comes in one piece', async () => {
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers })
    const opened = once(ws, 'open')
    const [{ socket }] = (await once(ws, 'upgrade')) as [IncomingMessage]
    await opened
    const closed = once(ws, 'close')
    // A frame of one letter under a mask of zeros, as often as one read of the gateway holds.
    socket.write(Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]))))
    const [code] = (await closed) as [number]
    expect(code).toBe(1008)
  })

  it('is a WebSocket message of 4 MiB', async () => {
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers })
    await once(ws, 'open')
    ws.send('x'.repeat(4 * 1024 * 1024 + 1))
    const [code] = (await once(ws, 'close')) as [number]
    expect(code).toBe(1009)
  })
})
