import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, RAFAEL, type TestGateway } from '../../test/open-test-gateway.ts'

const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }
const ownPage = { 'x-patchbay-console': '1', 'sec-fetch-site': 'same-origin' }

let test: TestGateway
beforeAll(async () => {
  test = await openTestGateway()
})
afterAll(() => test[Symbol.asyncDispose]())

/** @returns The code of a sign-in link, as the page reads it from the fragment. */
const codeOf = (link: string) => new URL(link).hash.slice('#code='.length)

async function signIn(link: string): Promise<string> {
  const answer = await test.fetchJson('/api/console/sign-in', { json: { code: codeOf(link) }, headers: ownPage })
  expect(answer.status).toBe(200)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function addUser(name: string, role = 'member'): Promise<string> {
  const { body } = await test.fetchJson('/api/users', { json: { name, role }, headers })
  return signIn(body.signInLink)
}

describe('signing in', () => {
  it('takes a link once, and gives a cookie that scripts and other sites cannot use', async () => {
    const link = await test.gateway.makeSignInLink()
    expect(new URL(link).search).toBe('')
    const answer = await test.fetchJson('/api/console/sign-in', { json: { code: codeOf(link) }, headers: ownPage })
    expect(answer.body).toEqual({
      user: { id: 1, name: 'Owner', role: 'admin' },
      version: '0.1.0',
      publicUrl: test.gateway.publicUrl,
      engine: { brain: 'offline', voice: 'espeak', ears: null },
      demoCaller: RAFAEL,
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^patchbay_session=con_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const again = await test.fetchJson('/api/console/sign-in', { json: { code: codeOf(link) }, headers: ownPage })
    expect(again).toMatchObject({ status: 401, body: { code: 'INVALID_SIGN_IN_LINK' } })
  })

  it('takes a link once, also when two ask at the same time', async () => {
    const code = codeOf(await test.gateway.makeSignInLink())
    const tries = Array.from({ length: 5 }, () =>
      test.fetchJson('/api/console/sign-in', { json: { code }, headers: ownPage }),
    )
    expect((await Promise.all(tries)).map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
  })

  it('asks who is not signed in to do so, and forgets who signed out', async () => {
    expect(await test.fetchJson('/api/console/me')).toMatchObject({ status: 401, body: { code: 'SIGN_IN_REQUIRED' } })
    const cookie = await signIn(await test.gateway.makeSignInLink())
    expect((await test.fetchJson('/api/console/me', { headers: { cookie } })).status).toBe(200)
    await test.fetchJson('/api/console/sign-out', { method: 'POST', headers: { cookie, ...ownPage } })
    expect((await test.fetchJson('/api/console/me', { headers: { cookie } })).status).toBe(401)
  })

  it('changes nothing for a page of elsewhere that has the cookie', async () => {
    const cookie = await signIn(await test.gateway.makeSignInLink())
    const json = { name: 'stolen', scopes: ['admin'] }
    for (const page of [
      {},
      { 'x-patchbay-console': '1', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      const answer = await test.fetchJson('/api/keys', { json, headers: { cookie, ...page } })
      expect(answer).toMatchObject({ status: 403, body: { code: 'ORIGIN_NOT_ALLOWED' } })
    }
    expect((await test.fetchJson('/api/keys', { json, headers: { cookie, ...ownPage } })).status).toBe(201)
  })
})

describe('API keys', () => {
  it('shows a key once, keeps its last use, and ends it at once', async () => {
    const made = await test.fetchJson('/api/keys', { json: { name: 'worker', scopes: ['tools:call'] }, headers })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(/^pb_[\w-]{43}$/)
    const list = async () => {
      const { body } = await test.fetchJson('/api/keys', { headers })
      expect(JSON.stringify(body)).not.toContain(made.body.key)
      return body.keys.find(({ id }: { id: number }) => id === made.body.id)
    }
    expect(await list()).toMatchObject({ name: 'worker', source: 'made', lastUsedAt: null, revokedAt: null })
    expect((await test.fetchJson('/api/tools', { headers: { 'x-api-key': made.body.key } })).status).toBe(200)
    expect(await list()).toMatchObject({ lastUsedAt: expect.any(String) })
    await test.fetchJson(`/api/keys/${made.body.id}`, { method: 'DELETE', headers })
    expect((await test.fetchJson('/api/tools', { headers: { 'x-api-key': made.body.key } })).status).toBe(401)
    expect(await list()).toMatchObject({ revokedAt: expect.any(String) })
  })

  it('leaves the keys of the environment to the environment', async () => {
    const { body } = await test.fetchJson('/api/keys', { headers })
    const env = body.keys.find(({ name }: { name: string }) => name === 'MCP_API_KEY')
    expect(env).toMatchObject({
      source: 'environment',
      scopes: ['sessions:create', 'tools:call', 'realtime', 'realtime:configure'],
    })
    const revoked = await test.fetchJson(`/api/keys/${env.id}`, { method: 'DELETE', headers })
    expect(revoked).toMatchObject({ status: 409, body: { code: 'KEY_NOT_REMOVABLE' } })
  })

  it('lets nobody give what they do not have', async () => {
    const manager = await test.fetchJson('/api/keys', { json: { name: 'm', scopes: ['servers:manage'] }, headers })
    const answer = await test.fetchJson('/api/keys', {
      json: { name: 'more', scopes: ['admin'] },
      headers: { 'x-api-key': manager.body.key },
    })
    expect(answer).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
    const worker = await test.fetchJson('/api/keys', { headers: { 'x-api-key': MCP_API_KEY } })
    expect(worker).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
  })

  it.each([
    [{ scopes: ['admin'] }, 'name'],
    [{ name: '', scopes: ['admin'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['fly'] }, 'scopes.0'],
  ])('says what is wrong with %o', async (json, path) => {
    const { status, body } = await test.fetchJson('/api/keys', { json, headers })
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path, message: expect.any(String) }] })
  })
})

describe('users', () => {
  it('see only what is theirs', async () => {
    const cookie = await addUser('Maria')
    const mine = { headers: { cookie } }
    const { body: call } = await test.fetchJson('/api/calls', { method: 'POST', headers })
    await test.fetchJson('/api/tools/call', {
      json: { name: 'get_availability', arguments: { sport: 'surf' } },
      headers,
    })
    await expect
      .poll(async () => (await test.fetchJson('/api/tool-calls', { headers })).body.toolCalls.length)
      .toBeGreaterThan(0)

    expect((await test.fetchJson('/api/keys', mine)).body.keys).toEqual([])
    expect((await test.fetchJson('/api/calls', mine)).body.calls).toEqual([])
    expect((await test.fetchJson('/api/tool-calls', mine)).body.toolCalls).toEqual([])
    expect((await test.fetchJson(`/api/calls/${call.callId}`, mine)).status).toBe(404)
    const key = (await test.fetchJson('/api/keys', { headers })).body.keys[0]
    const revoked = await test.fetchJson(`/api/keys/${key.id}`, { method: 'DELETE', headers: { cookie, ...ownPage } })
    expect(revoked.status).toBe(404)
  })

  it('need to be an admin for the staff view and for other users', async () => {
    const cookie = await addUser('João')
    for (const path of ['/api/club/week', '/api/club/callers', '/api/users']) {
      expect(await test.fetchJson(path, { headers: { cookie } })).toMatchObject({
        status: 403,
        body: { code: 'SCOPE_REQUIRED' },
      })
      expect((await test.fetchJson(path, { headers })).status).toBe(200)
    }
  })

  it('have names of their own', async () => {
    await addUser('Lia')
    expect(await test.fetchJson('/api/users', { json: { name: 'Lia' }, headers })).toMatchObject({
      status: 409,
      body: { code: 'NAME_TAKEN' },
    })
  })
})

describe('the event stream', () => {
  it('tells a user of their calls and tool calls as they happen, and of no one else’s', async () => {
    const other = await addUser('Nobody')
    const listen = async (auth: Record<string, string>) => {
      const events: { type: string }[] = []
      const response = await fetch(`${test.url}/api/events`, { headers: auth })
      expect(response.headers.get('content-type')).toBe('text/event-stream')
      const read = async () => {
        for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
          for (const line of chunk.split('\n')) if (line.startsWith('data: ')) events.push(JSON.parse(line.slice(6)))
        }
      }
      void read()
      return events
    }
    const mine = await listen(headers)
    const theirs = await listen({ cookie: other })
    const token = await test.createSession()
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_members', arguments: {} } }
    await test.fetchJson('/mcp/messages/', { json: message, headers: { authorization: `Bearer ${token}` } })
    await test.fetchJson('/mcp/auth/logout', { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    await expect
      .poll(() => mine.map(({ type }) => type))
      .toEqual(['call.started', 'tool_call.started', 'tool_call.ended', 'call.ended'])
    expect(theirs).toEqual([])
  })
})

describe('errors', () => {
  it('are JSON with a sentence and a code', async () => {
    expect(await test.fetchJson('/api/nothing', { headers })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    })
    const broken = await test.fetchJson('/api/keys', {
      method: 'POST',
      body: '{',
      headers: { ...headers, 'content-type': 'application/json' },
    })
    expect(broken).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
    const wrongType = await test.fetchJson('/api/keys', {
      method: 'POST',
      body: 'x',
      headers: { ...headers, 'content-type': 'text/plain' },
    })
    expect(wrongType).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } })
    for (const path of [
      '/%',
      '/api/calls/%ff',
      '/api/calls/%00',
      '/api/tool-calls?callId=%00',
      '/api/club/week?from=9999-12-31',
    ]) {
      const answer = await test.fetchJson(path, { headers })
      expect(answer, path).toMatchObject({
        status: 400,
        body: { error: expect.any(String), code: 'VALIDATION_FAILED' },
      })
    }
    expect((await test.fetchJson('/api/keys/99999999999', { method: 'DELETE', headers })).status).toBe(400)
    expect((await test.fetchJson('/api/users', { json: { name: 'a\0b' }, headers })).status).toBe(400)
    const huge = await test.fetchJson('/api/keys', { json: { name: 'x'.repeat(2 * 1024 * 1024) }, headers })
    expect(huge).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } })
  })

  it('are described with every route', async () => {
    const { body } = await test.fetchJson('/api/openapi.json')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/mcp/auth/session', '/api/keys', '/api/calls/{callId}', '/api/tools/call', '/readyz']),
    )
    expect((await fetch(`${test.url}/api/docs`)).headers.get('content-type')).toContain('text/html')
  })
})

describePostgres('without its store', () => {
  it('the gateway says that it is not ready, and the club that it is not healthy', async () => {
    const database = await freshPostgres()
    await using gateway = await openTestGateway({ env: { DATABASE_URL: database.url, LOG_LEVEL: 'silent' } })
    expect(await gateway.fetchJson('/mcp/health')).toMatchObject({
      status: 200,
      body: { status: 'healthy', service: 'mcp-server', active_sessions: 0 },
    })
    await database[Symbol.asyncDispose]()
    expect(await gateway.fetchJson('/mcp/health')).toMatchObject({ status: 503, body: { status: 'unhealthy' } })
    const worker = { 'x-api-key': MCP_API_KEY }
    const session = await gateway.fetchJson('/mcp/auth/session', { json: { caller_id: RAFAEL }, headers: worker })
    expect(session).toMatchObject({
      status: 500,
      body: { error: 'Something went wrong here. Try again.', code: 'INTERNAL_ERROR' },
    })
    const message = await gateway.fetchJson('/mcp', {
      json: { jsonrpc: '2.0', id: 1, method: 'ping' },
      headers: worker,
    })
    expect(message).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } })
    expect(await gateway.fetchJson('/readyz')).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } })
    expect(await gateway.fetchJson('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  })
})
