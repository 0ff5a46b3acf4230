import { request as httpRequest } from 'node:http'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { META } from '@patchbay/contract'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, RAFAEL, type TestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'

const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }

let workshop: Workshop
let test: TestGateway
beforeAll(async () => {
  workshop = createWorkshop()
  test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
})
afterAll(() => test[Symbol.asyncDispose]())

describe('the doors', () => {
  const post = (path: string, body: string, more: Record<string, string> = {}) =>
    test.fetchJson(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers, ...more } })

  it.each(['/mcp', '/messages'])('answers one message on %s without a handshake', async (path) => {
    const { status, body } = await post(path, '{"jsonrpc":"2.0","id":7,"method":"tools/list"}')
    expect(status).toBe(200)
    expect(body).toMatchObject({ jsonrpc: '2.0', id: 7, result: { tools: expect.any(Array) } })
    expect((await post(path, '{"jsonrpc":"2.0","method":"notifications/initialized"}')).status).toBe(202)
  })

  it.each([
    ['{', -32_700],
    ['[]', -32_600],
    ['5', -32_600],
    ['{"id":1}', -32_600],
    ['{"jsonrpc":"2.0","id":null,"method":"x"}', -32_600],
    ['{"jsonrpc":"2.0","method":"tools/list","params":[1]}', -32_602],
  ])('answers %s with %i', async (message, code) => {
    const { status, body } = await post('/mcp', message)
    expect(status).toBe(400)
    expect(body).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } })
  })

  it.each(['/mcp', '/messages'])('answers bad parameters on %s with the id of their request', async (path) => {
    const { status, body } = await post(path, '{"jsonrpc":"2.0","id":"a","method":"tools/list","params":null}')
    expect({ status, body }).toMatchObject({ status: 400, body: { id: 'a', error: { code: -32_602 } } })
    const { body: cursor } = await post(
      path,
      '{"jsonrpc":"2.0","id":"b","method":"tools/list","params":{"cursor":"x"}}',
    )
    expect(cursor).toMatchObject({ id: 'b', error: { code: -32_602 } })
  })

  it('tells a client nothing of what is inside when something goes wrong here', async () => {
    for (const callId of ['\0', 'cv_\0', 'nothing', '']) {
      const _meta = { [META.callId]: callId || '\0' }
      const params = { name: 'get_echo', arguments: { text: 'x' }, _meta }
      const { body } = await post('/mcp', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
      expect(body.error).toMatchObject({ code: -32_602, message: expect.stringContaining('Unknown call id') })
    }
  })

  it.each([5, {}, '', 'x'.repeat(201)])('refuses %o for an idempotency key, rather than dropping it', async (key) => {
    const params = { name: 'write_note', arguments: {}, _meta: { [META.idempotencyKey]: key } }
    const { body } = await post('/mcp', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
    expect(body.error).toMatchObject({ code: -32_602, message: expect.stringContaining('must be text of 1 to 200') })
  })

  it('keeps the audit of the others when one call cannot be written as it came', async () => {
    const ask = (name: string) =>
      post(
        '/mcp',
        JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name, arguments: { text: 'a\0b\ud800' } },
        }),
      )
    await Promise.all([ask('get_nul\0'), ask('get_echo'), ask('get_echo')])
    const audit = async () => (await test.fetchJson('/api/tool-calls', { headers })).body.toolCalls
    await expect
      .poll(async () => (await audit()).filter(({ tool }: { tool: string }) => tool === 'get_nul'))
      .toHaveLength(1)
    const echoed = (await audit()).find(({ arguments: args }: { arguments: { text?: string } }) =>
      args.text?.startsWith('ab'),
    )
    expect(echoed).toMatchObject({ arguments: { text: 'ab\ufffd' } })
  })

  it('answers a client that offers HTTP/2 as if it had not', async () => {
    const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${test.url}/mcp/health`, { headers: offer }, (res) => resolve(res.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(200)
  })

  it('answers an unknown method and bad parameters as JSON-RPC says', async () => {
    expect((await post('/mcp', '{"jsonrpc":"2.0","id":1,"method":"nothing/here"}')).body.error.code).toBe(-32_601)
    expect((await post('/mcp', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}')).body.error.code).toBe(
      -32_602,
    )
  })

  it('speaks no revision that it does not know', async () => {
    const json = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_echo', arguments: { text: 'x' } } }
    const answer = await test.fetchJson('/mcp', { json, headers: { ...headers, 'mcp-protocol-version': '1999-01-01' } })
    expect(answer).toMatchObject({ status: 400, body: { id: null, error: { code: -32_000 } } })
    expect(answer.body.error.message).toContain('1999-01-01')
  })

  it('refuses more than 4 MiB, said or not', async () => {
    const { status, body } = await post('/mcp', `"${'x'.repeat(4 * 1024 * 1024)}"`)
    expect(status).toBe(413)
    expect(body.code).toBe('BODY_TOO_LARGE')
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const req = httpRequest(`${test.url}/mcp`, { method: 'POST', headers }, (res) => resolve(res.statusCode))
      req.on('error', reject)
      for (let mib = 0; mib < 5; mib += 1) req.write(Buffer.alloc(1024 * 1024, 'x'))
      req.end()
    })
    expect(chunked).toBe(413)
  })

  it('takes a WebSocket frame of nonsense for a parse error, and goes on', async () => {
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers })
    onTestFinished(() => ws.close())
    const answers: string[] = []
    ws.on('message', (data) => answers.push((data as Buffer).toString()))
    ws.on('open', () => {
      ws.send('{')
      ws.send('{"jsonrpc":"2.0","id":3,"method":"tools/list"}')
    })
    await expect.poll(() => answers.length).toBe(2)
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({ id: null, error: { code: -32_700 } })
    expect(JSON.parse(answers[1] ?? '')).toMatchObject({ id: 3, result: {} })
  })

  it.each([
    ['/mcp', {}, 401, 'MISSING_TOKEN'],
    ['/mcp', { 'x-api-key': 'wrong' }, 401, 'INVALID_API_KEY'],
    ['/mcp', { authorization: 'Bearer wrong' }, 401, 'INVALID_API_KEY'],
    ['/mcp', { authorization: 'Basic abc' }, 401, 'INVALID_API_KEY'],
    ['/club', { authorization: 'Bearer sess_wrong' }, 401, 'INVALID_SESSION'],
    ['/club', { authorization: 'Bearer wrong' }, 401, 'INVALID_SESSION'],
    ['/mcp', { 'x-api-key': MCP_API_KEY, 'x-caller-id': '123' }, 400, 'INVALID_CALLER_ID'],
  ])('answers %s with %o by %i %s', async (path, credential, status, code) => {
    const answer = await test.fetchJson(path, { json: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers: credential })
    expect(answer).toMatchObject({ status, body: { error: expect.any(String), code } })
    if (status !== 401) return
    const error = 'authorization' in credential ? 'error="invalid_token", ' : ''
    // By the name that was asked.
    const where = `${test.url}/.well-known/oauth-protected-resource/mcp`
    const challenge = path === '/mcp' ? `Bearer ${error}resource_metadata="${where}"` : 'Bearer'
    expect(answer.headers.get('www-authenticate')).toBe(challenge)
  })

  it('takes a token from no query string', async () => {
    const { body } = await test.fetchJson(`/mcp?token=${ADMIN_API_KEY}&api_key=${ADMIN_API_KEY}`, { json: {} })
    expect(body.code).toBe('MISSING_TOKEN')
  })

  it('lets only a key that may name callers name one', async () => {
    const token = await test.createSession()
    const message = { jsonrpc: '2.0', id: 1, method: 'ping' }
    const refused = await test.fetchJson('/club', {
      json: message,
      headers: { authorization: `Bearer ${token}`, 'x-caller-id': RAFAEL },
    })
    expect(refused).toMatchObject({ status: 403, body: { code: 'CALLER_NOT_ALLOWED' } })
    const made = await test.fetchJson('/api/keys', { json: { name: 'tools', scopes: ['tools:call'] }, headers })
    const without = { 'x-api-key': made.body.key, 'x-caller-id': RAFAEL }
    expect(await test.fetchJson('/mcp', { json: message, headers: without })).toMatchObject({ status: 403 })
  })

  it("keeps one session's transport to the credential that opened it", async () => {
    const transport = new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit: { headers } })
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(transport)
    onTestFinished(() => client.close())
    const stolen = { 'x-api-key': MCP_API_KEY, 'mcp-session-id': transport.sessionId ?? '' }
    const answer = await test.fetchJson('/mcp', { json: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers: stolen })
    expect(answer).toMatchObject({ status: 404, body: { error: { code: -32_001 } } })
  })

  it('answers neither another host nor a page of elsewhere', async () => {
    const get = (extra: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        httpRequest(`${test.url}/healthz`, { headers: extra }, (res) => resolve(res.resume().statusCode))
          .on('error', reject)
          .end()
      })
    expect(await get({})).toBe(200)
    expect(await get({ host: 'localhost:1' })).toBe(200)
    expect(await get({ host: 'evil.example' })).toBe(403)
    expect(await get({ origin: 'https://evil.example' })).toBe(403)
    expect(await get({ origin: 'null' })).toBe(403)
    expect(await get({ origin: 'http://localhost:5173' })).toBe(200)
  })

  it('closes what a revoked key holds open', async () => {
    const made = await test.fetchJson('/api/keys', { json: { name: 'soon gone', scopes: ['tools:call'] }, headers })
    const ws = new WebSocket(`${test.url.replace('http', 'ws')}/mcp`, { headers: { 'x-api-key': made.body.key } })
    const closed = new Promise((resolve) => ws.once('close', (code, reason) => resolve(`${code} ${String(reason)}`)))
    await new Promise((resolve) => ws.once('open', resolve))
    await test.fetchJson(`/api/keys/${made.body.id}`, { method: 'DELETE', headers })
    expect(await closed).toBe('1001 The credential was revoked')
    const again = await test.fetchJson('/mcp', {
      json: { jsonrpc: '2.0', id: 1, method: 'ping' },
      headers: { 'x-api-key': made.body.key },
    })
    expect(again.status).toBe(401)
  })

  it('takes the call and the idempotency key from headers and _meta', async () => {
    const { body: call } = await test.fetchJson('/api/calls', { method: 'POST', headers })
    const message = (key: string) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'write_note', arguments: {}, _meta: { [META.idempotencyKey]: key } },
      })
    const first = await post('/mcp', message('a'), { 'x-call-id': call.callId })
    expect((await post('/mcp', message('a'), { 'x-call-id': call.callId })).body).toEqual(first.body)
    const second = await post('/mcp', message('b'), { 'x-call-id': call.callId })
    expect(second.body.result._meta[META.outcome]).toMatchObject({ status: 'already_done' })
    const detail = await test.fetchJson(`/api/calls/${call.callId}`, { headers })
    expect(detail.body.toolCalls.map((made: { status: string }) => made.status)).toEqual(
      expect.arrayContaining(['succeeded', 'already_done']),
    )
  })
})
