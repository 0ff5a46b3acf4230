import { describe, expect, test } from 'vitest'
import { askForSession, bearer, openCallerSession, rafael } from './src/caller-session.ts'
import { callTool } from './src/call-tool.ts'
import { openEventStream } from './src/event-stream.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

// What the integration guide says of caller sessions, to the letter. This file asks for more of them than one address
// may in a minute; rate-limits.test.ts has the limit.

const gateway = shareGateway({ env: { RATE_SESSIONS_PER_MINUTE: '1000' } })
const rafaelsProfile = { phone: rafael, name: 'Rafael Silva', has_beyond_token: true, member_ids: [12345, 12346] }

async function expectError(response: Response, status: number, code: string) {
  const body: unknown = await response.json()
  expect({ status: response.status, body }).toEqual({ status, body: { error: expect.any(String), code } })
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
}

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(`${gateway().url}${path}`, { headers })
}

function post(path: string, headers: Record<string, string> = {}, body?: unknown) {
  return fetch(`${gateway().url}${path}`, {
    method: 'POST',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

describe('a new session', () => {
  test('has a token, ten minutes and the caller', async () => {
    const response = await askForSession(gateway(), { caller_id: rafael })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      // 32 random bytes in base64url.
      session_token: expect.stringMatching(/^sess_[\w-]{43}$/),
      expires_in: 600,
      user: rafaelsProfile,
    })
  })

  test('is given to a number that nobody knows too', async () => {
    const response = await askForSession(gateway(), { caller_id: '+5511912345678' })
    expect(response.status).toBe(200)
    const user = { phone: '+5511912345678', name: null, has_beyond_token: false, member_ids: [] }
    expect(await response.json()).toMatchObject({ user })
  })

  test.for(['+5511999999999', '5511999999999', '(11) 99999-9999'])('takes the number as %s', async (callerId) => {
    const response = await askForSession(gateway(), { caller_id: callerId })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ user: { phone: rafael } })
  })

  test('is refused for a number that is too short or impossible', async () => {
    await expectError(await askForSession(gateway(), { caller_id: '99999999' }), 400, 'INVALID_CALLER_ID')
    await expectError(await askForSession(gateway(), { caller_id: 'Rafael' }), 400, 'INVALID_CALLER_ID')
    await expectError(await askForSession(gateway(), { caller_id: 5_511_999_999_999 }), 400, 'INVALID_CALLER_ID')
  })

  test('is refused without a caller_id', async () => {
    await expectError(await askForSession(gateway(), {}), 400, 'MISSING_CALLER_ID')
    await expectError(await askForSession(gateway(), { caller_id: '' }), 400, 'MISSING_CALLER_ID')
    await expectError(await post('/mcp/auth/session', { 'x-api-key': mcpApiKey }), 400, 'MISSING_CALLER_ID')
  })

  test('is refused without a good key, before the body is looked at', async () => {
    await expectError(await askForSession(gateway(), { caller_id: rafael }, null), 401, 'INVALID_API_KEY')
    await expectError(await askForSession(gateway(), { caller_id: rafael }, 'wrong'), 401, 'INVALID_API_KEY')
    await expectError(await askForSession(gateway(), {}, 'wrong'), 401, 'INVALID_API_KEY')
    const unreadable = await fetch(`${gateway().url}/mcp/auth/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"caller_id": ',
    })
    await expectError(unreadable, 401, 'INVALID_API_KEY')
  })
})

describe('validate', () => {
  test('answers who the caller is', async () => {
    const { session_token } = await openCallerSession(gateway())
    const response = await get('/mcp/auth/validate', bearer(session_token))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ valid: true, user: rafaelsProfile })
  })

  test('answers 200 and valid: false to a bad token', async () => {
    const response = await get('/mcp/auth/validate', bearer('sess_nonsense'))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ valid: false, error: 'Invalid or expired session' })
  })

  test('needs the header', async () => {
    await expectError(await get('/mcp/auth/validate'), 401, 'MISSING_TOKEN')
  })
})

describe('a token', () => {
  test('is missing or bad on every path in the same words', async () => {
    for (const headers of [{}, bearer('sess_nonsense')]) {
      const code = 'authorization' in headers ? 'INVALID_SESSION' : 'MISSING_TOKEN'
      await expectError(await get('/mcp/sse', headers), 401, code)
      await expectError(await post('/mcp/messages/', headers, listTools), 401, code)
      await expectError(await post('/mcp/auth/logout', headers), 401, code)
      await expectError(await post('/club', headers, listTools), 401, code)
    }
  })

  test('is never taken from the address', async () => {
    const { session_token } = await openCallerSession(gateway())
    for (const name of ['token', 'access_token', 'session_token', 'authorization']) {
      await expectError(await get(`/mcp/sse?${name}=${session_token}`), 401, 'MISSING_TOKEN')
    }
  })

  test('is looked at before the message', async () => {
    const response = await fetch(`${gateway().url}/mcp/messages/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'no JSON at all',
    })
    await expectError(response, 401, 'MISSING_TOKEN')
  })
})

describe('messages without a stream', () => {
  test('are answered inline, without a handshake, with and without the slash', async () => {
    const { session_token } = await openCallerSession(gateway())
    for (const path of ['/mcp/messages/', '/mcp/messages']) {
      const response = await post(path, bearer(session_token), listTools)
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: 1, result: { tools: { length: 7 } } })
    }
  })

  test('that are notifications get 202', async () => {
    const { session_token } = await openCallerSession(gateway())
    const message = { jsonrpc: '2.0', method: 'notifications/initialized' }
    expect((await post('/mcp/messages/', bearer(session_token), message)).status).toBe(202)
  })

  test.for([
    ['a method that is not there', { jsonrpc: '2.0', id: 1, method: 'no/such' }, -32601],
    [
      'a tool that is not there',
      { ...listTools, method: 'tools/call', params: { name: 'nope', arguments: {} } },
      -32602,
    ],
    ['parameters that do not fit', { ...listTools, method: 'tools/call', params: { arguments: {} } }, -32602],
    ['a value that is no message', { hello: 'there' }, -32600],
  ] as const)('name %s by its JSON-RPC code', async ([, message, code]) => {
    const { session_token } = await openCallerSession(gateway())
    const response = await post('/mcp/messages/', bearer(session_token), message)
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code } })
  })

  test('that are no JSON get a parse error', async () => {
    const { session_token } = await openCallerSession(gateway())
    const response = await fetch(`${gateway().url}/mcp/messages/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(session_token) },
      body: '{"jsonrpc": ',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: -32700 } })
  })

  test('above 4 MiB get 413', async () => {
    const { session_token } = await openCallerSession(gateway())
    const message = { ...listTools, params: { padding: 'x'.repeat(4 * 1024 * 1024) } }
    await expectError(await post('/mcp/messages/', bearer(session_token), message), 413, 'BODY_TOO_LARGE')
  })
})

describe('the stream', () => {
  test('says first where to post, takes the message with 202, and brings the answer', async () => {
    const { session_token } = await openCallerSession(gateway())
    await using stream = await openEventStream(`${gateway().url}/mcp/sse`, bearer(session_token))
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const { data } = await stream.find(({ event }) => event === 'endpoint')
    const endpoint = new URL(data, gateway().url)
    expect(endpoint.href.startsWith(`${gateway().url}/mcp/messages/`)).toBe(true)

    const initialize = {
      jsonrpc: '2.0',
      id: 7,
      method: 'initialize',
      params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'plain', version: '1' } },
    }
    const response = await post(endpoint.pathname + endpoint.search, bearer(session_token), initialize)
    expect(response.status).toBe(202)
    const answer = await stream.find(({ event }) => event === 'message')
    expect(JSON.parse(answer.data)).toMatchObject({ jsonrpc: '2.0', id: 7, result: { protocolVersion: '2024-11-05' } })
  })

  test('is one for each session, and another may be opened when it has ended', async () => {
    const { session_token } = await openCallerSession(gateway())
    {
      await using first = await openEventStream(`${gateway().url}/mcp/sse`, bearer(session_token))
      await first.find(({ event }) => event === 'endpoint')
      await expectError(await get('/mcp/sse', bearer(session_token)), 409, 'SSE_ALREADY_CONNECTED')
    }
    await expect
      .poll(async () => {
        await using again = await openEventStream(`${gateway().url}/mcp/sse`, bearer(session_token))
        return again.response.status
      })
      .toBe(200)
  })
})

describe('logout', () => {
  test('ends the token at once and closes its stream', async () => {
    const { session_token } = await openCallerSession(gateway())
    await using stream = await openEventStream(`${gateway().url}/mcp/sse`, bearer(session_token))
    await stream.find(({ event }) => event === 'endpoint')

    const response = await post('/mcp/auth/logout', bearer(session_token))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ success: true })

    await stream.ended
    await expectError(await post('/mcp/messages/', bearer(session_token), listTools), 401, 'INVALID_SESSION')
    await expectError(await post('/mcp/auth/logout', bearer(session_token)), 401, 'INVALID_SESSION')
    const validation = await get('/mcp/auth/validate', bearer(session_token))
    expect(await validation.json()).toEqual({ valid: false, error: 'Invalid or expired session' })
  })
})

describe('health', () => {
  test('counts the sessions that are in force', async () => {
    const activeSessions = async () => {
      const response = await get('/mcp/health')
      expect(response.status).toBe(200)
      const body: unknown = await response.json()
      expect(body).toEqual({ status: 'healthy', service: 'mcp-server', active_sessions: expect.any(Number) })
      return Number(Object(body).active_sessions)
    }
    const before = await activeSessions()
    const { session_token } = await openCallerSession(gateway())
    expect(await activeSessions()).toBe(before + 1)
    await post('/mcp/auth/logout', bearer(session_token))
    expect(await activeSessions()).toBe(before)
  })

  test('is told to machines too', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
  })
})

describe('naming a caller without a session', () => {
  test('is for keys that may make sessions, and for nobody else', async () => {
    const { session_token } = await openCallerSession(gateway())
    const other = { ...bearer(session_token), 'x-caller-id': '+5521988887777' }
    await expectError(await post('/mcp/messages/', other, listTools), 403, 'CALLER_NOT_ALLOWED')
    await expectError(
      await post('/messages', { 'x-api-key': mcpApiKey, 'x-caller-id': '99999999' }, listTools),
      400,
      'INVALID_CALLER_ID',
    )
  })
})

test('an API key that names nobody sees what is free, and is told to name the caller for the rest', async () => {
  const open = await callTool(gateway(), { name: 'get_availability', arguments: { sport: 'surf' } })
  expect(open.isError).toBe(false)
  const members = await callTool(gateway(), { name: 'get_members' })
  expect(members.isError).toBe(true)
  expect(members.text).toMatch(/caller/i)
})

test('a path that is not there answers in the same form', async () => {
  await expectError(await get('/api/no-such-thing', { 'x-api-key': mcpApiKey }), 404, 'NOT_FOUND')
})
