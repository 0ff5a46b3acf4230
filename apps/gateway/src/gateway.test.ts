import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, RAFAEL, type TestGateway } from '../test/open-test-gateway.ts'
import { createWorkshop } from '../test/workshop.ts'

/** Reads a stream to its end. @returns What has come so far, and the end. */
async function openStream(url: string, headers: Record<string, string>) {
  const response = await fetch(url, { headers })
  expect(response.status).toBe(200)
  const stream = { text: '', ended: Promise.resolve() }
  const read = async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) stream.text += chunk
  }
  stream.ended = read()
  return stream
}

describe('a caller session', () => {
  it('ends 600 seconds after it was made, used or not, and its stream with it', async () => {
    let time = Date.parse('2026-03-01T12:00:00Z')
    await using test = await openTestGateway({ now: () => time })
    const token = await test.createSession()
    const headers = { authorization: `Bearer ${token}` }
    const stream = await openStream(`${test.url}/mcp/sse`, headers)
    const validate = () => test.fetchJson('/mcp/auth/validate', { headers })
    const user = { phone: RAFAEL, name: 'Rafael Silva', has_beyond_token: true, member_ids: [12345, 12346] }

    time += 599_999
    expect(await validate()).toMatchObject({ status: 200, body: { valid: true, user } })
    expect((await test.fetchJson('/mcp/health')).body.active_sessions).toBe(1)
    time += 1
    expect((await validate()).body).toEqual({ valid: false, error: 'Invalid or expired session' })
    expect((await test.fetchJson('/mcp/health')).body.active_sessions).toBe(0)
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    expect(await test.fetchJson('/mcp/messages/', { json: message, headers })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_SESSION' },
    })
    await stream.ended
    expect(stream.text).toContain('event: end\ndata: {"reason":"expired","message":"The session has expired"}')
    const { body } = await test.fetchJson('/api/calls', { headers: { 'x-api-key': ADMIN_API_KEY } })
    expect(body.calls).toMatchObject([{ endReason: 'expired', endedAt: '2026-03-01T12:10:00.000Z' }])
  })

  it('is made again and again by a worker, within the limit that a refused try counts against', async () => {
    await using test = await openTestGateway({ env: { RATE_SESSIONS_PER_MINUTE: '3' } })
    const ask = (key: string) =>
      test.fetchJson('/mcp/auth/session', { json: { caller_id: RAFAEL }, headers: { 'x-api-key': key } })
    expect((await ask(MCP_API_KEY)).status).toBe(200)
    expect((await ask('wrong')).status).toBe(401)
    expect((await ask(MCP_API_KEY)).status).toBe(200)
    const refused = await ask(MCP_API_KEY)
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('counts the address that a trusted proxy names, and no other', async () => {
    const env = { RATE_SESSIONS_PER_MINUTE: '1', TRUSTED_PROXIES: '127.0.0.0/8' }
    await using trusting = await openTestGateway({ env })
    await using wary = await openTestGateway({ env: { RATE_SESSIONS_PER_MINUTE: '1' } })
    const ask = async (test: typeof wary, from: string) => {
      const headers = { 'x-api-key': MCP_API_KEY, 'x-forwarded-for': from }
      return (await test.fetchJson('/mcp/auth/session', { json: { caller_id: RAFAEL }, headers })).status
    }
    expect([await ask(trusting, '192.0.2.1'), await ask(trusting, '192.0.2.2')]).toEqual([200, 200])
    expect([await ask(wary, '192.0.2.1'), await ask(wary, '192.0.2.2')]).toEqual([200, 429])
  })
})

describe('logging out', () => {
  const booking = async (test: TestGateway) => {
    const json = { name: 'get_availability', arguments: { sport: 'surf' } }
    const auth = { 'x-api-key': ADMIN_API_KEY, 'x-caller-id': RAFAEL }
    const { body } = await test.fetchJson('/api/tools/call', { json, headers: auth })
    const [session] = body.structuredContent.sessions
    const params = { name: 'book_session', arguments: { member_id: 12346, session_id: session.session_id } }
    return JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  }
  const booked = async (test: TestGateway) => {
    const json = { name: 'get_bookings', arguments: { member_id: 12346 } }
    const auth = { 'x-api-key': ADMIN_API_KEY, 'x-caller-id': RAFAEL }
    return (await test.fetchJson('/api/tools/call', { json, headers: auth })).body.structuredContent.bookings.length
  }

  it('counts for a request whose body is still on its way', async () => {
    await using test = await openTestGateway()
    const message = await booking(test)
    const authorization = `Bearer ${await test.createSession()}`
    const answered = Promise.withResolvers<number | undefined>()
    const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(message) }
    const req = request(`${test.url}/mcp/messages/`, { method: 'POST', headers }, (res) =>
      answered.resolve(res.statusCode),
    )
    req.write(message.slice(0, 10))
    // The gateway has read the head when it has counted the message: a logout that comes now is in between.
    await expect.poll(async () => (await test.fetchJson('/mcp/health')).body.active_sessions).toBe(1)
    await test.fetchJson('/mcp/auth/logout', { method: 'POST', headers: { authorization } })
    req.end(message.slice(10))
    expect(await answered.promise).toBe(401)
    expect(await booked(test)).toBe(0)
  })

  it('counts for a WebSocket whose peer does not answer the close', async () => {
    await using test = await openTestGateway()
    const message = await booking(test)
    const authorization = `Bearer ${await test.createSession()}`
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/club`, { headers: { authorization }, autoPong: false })
    await once(ws, 'open')
    // As a peer that never reads: it hears no close and goes on sending.
    ws.pause()
    await test.fetchJson('/mcp/auth/logout', { method: 'POST', headers: { authorization } })
    ws.send(message)
    ws.resume()
    const [code] = (await once(ws, 'close')) as [number]
    expect(code).toBe(1001)
    expect(await booked(test)).toBe(0)
  })

  it('survives a bad frame on a WebSocket that it refused', async () => {
    await using test = await openTestGateway()
    const headers = { 'x-api-key': MCP_API_KEY }
    const url = `${test.url.replace('http', 'ws')}/mcp`
    for (let n = 0; n < 256; n += 1) await once(new WebSocket(url, { headers }), 'open')
    const refused = new WebSocket(url, { headers })
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(response.statusCode).toBe(429)
    expect((await test.fetchJson('/healthz')).status).toBe(200)
  })
})

describe('stopping', () => {
  it('answers what is under way, then ends every stream with the reason', async () => {
    const workshop = createWorkshop()
    const test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
    const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }
    const stream = await openStream(`${test.url}/sse`, headers)
    const events = await openStream(`${test.url}/api/events`, headers)
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'write_slowly', arguments: {} } }
    const pending = test.fetchJson('/mcp', { json: message, headers })
    await expect.poll(() => workshop.held.length).toBe(1)

    const stopped = test.gateway[Symbol.asyncDispose]()
    await expect.poll(async () => (await test.fetchJson('/readyz')).status).toBe(503)
    expect(await test.fetchJson('/mcp', { json: message, headers })).toMatchObject({
      status: 503,
      body: { code: 'STOPPING' },
    })
    workshop.held[0]?.release()
    expect((await pending).body.result.content).toEqual([{ type: 'text', text: 'done 1' }])
    await Promise.all([stopped, stream.ended, events.ended])
    expect(stream.text).toContain('"reason":"stopping"')
    expect(events.text).toContain('{"type":"stopping","reason":"stopping"}')
  })
})
