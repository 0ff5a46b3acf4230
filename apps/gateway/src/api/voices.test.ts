import { once } from 'node:events'
import {
  clip,
  clips as clipsAnswer,
  realtimeSession,
  speechUsage,
  voices,
  type RealtimeSession,
} from '@patchbay/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }
const accept = 'application/json, text/event-stream'
const text = 'Your court is booked for ten o’clock.'

let gateway: TestGateway
let strangers: Record<string, string>
beforeAll(async () => {
  gateway = await openTestGateway({ env: { DEMO: '0', VOICEBOX_QUOTA_CHARACTERS: '500' } })
  // Another user, with a key of theirs.
  const ownPage = { 'x-patchbay-console': '1', 'sec-fetch-site': 'same-origin' }
  const { body } = await gateway.fetchJson('/api/users', { json: { name: 'Ana', role: 'member' }, headers })
  const code = new URL(body.signInLink).hash.slice('#code='.length)
  const signedIn = await gateway.fetchJson('/api/console/sign-in', { json: { code }, headers: ownPage })
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const made = await gateway.fetchJson('/api/keys', {
    json: { name: 'hers', scopes: ['tools:call'] },
    headers: { cookie, ...ownPage },
  })
  strangers = { 'x-api-key': made.body.key }
})
afterAll(async () => gateway[Symbol.asyncDispose]())

async function speak(asked: object = { text, voice_id: 'espeak_en-us' }, as = headers) {
  return gateway.fetchJson('/api/voices/speak', { json: asked, headers: as })
}

async function sound(path: string, as: Record<string, string> = {}) {
  const answer = await fetch(gateway.url + path, { headers: as })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

test('a text becomes a clip that is listed, heard in whole and in pieces, linked to and deleted', async () => {
  const spoken = clip.parse((await speak()).body)
  expect(spoken).toMatchObject({ engine: 'espeak', spoken_by: 'espeak_en-us', text, characters: text.length })
  const listed = clipsAnswer.parse((await gateway.fetchJson('/api/voices/clips', { headers })).body)
  expect(listed.clips).toEqual([spoken])

  const path = `/api/voices/clips/${spoken.clip_id}/audio`
  const whole = await sound(path, headers)
  expect(whole).toMatchObject({ status: 200 })
  expect(whole.headers.get('content-type')).toBe('audio/wav')
  expect(whole.bytes.length).toBe(spoken.bytes)
  const piece = await sound(path, { ...headers, range: 'bytes=1000-1999' })
  expect(piece).toMatchObject({ status: 206, bytes: whole.bytes.subarray(1000, 2000) })
  expect(piece.headers.get('content-range')).toBe(`bytes 1000-1999/${spoken.bytes}`)
  expect((await sound(path, { ...headers, range: `bytes=${spoken.bytes}-` })).status).toBe(416)

  const link = await gateway.fetchJson(`/api/voices/clips/${spoken.clip_id}/link`, { method: 'POST', headers })
  const address = new URL(link.body.url)
  expect(address.search).toBe('')
  // Whoever has it needs nothing else; one letter of another address is worth nothing.
  expect((await sound(address.pathname)).bytes).toEqual(whole.bytes)
  const parts = address.pathname.split('/')
  for (const forged of [
    parts.with(4, 'AAAAAAAAAAAAAAAAAAAAAA').join('/'),
    parts.with(5, String(Number(parts[5]) + 60)).join('/'),
    parts.with(6, `${parts[6]?.startsWith('A') ? 'B' : 'A'}${parts[6]?.slice(1)}`).join('/'),
  ]) {
    expect((await sound(forged)).status).toBe(404)
  }

  for (const [method, act] of [
    ['GET', '/audio'],
    ['POST', '/link'],
    ['DELETE', ''],
  ] as const) {
    const tried = await gateway.fetchJson(`/api/voices/clips/${spoken.clip_id}${act}`, { method, headers: strangers })
    expect(tried).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  }
  expect((await gateway.fetchJson('/api/voices/clips', { headers: strangers })).body).toEqual({ clips: [] })

  const gone = await gateway.fetchJson(`/api/voices/clips/${spoken.clip_id}`, { method: 'DELETE', headers })
  expect(gone.status).toBe(200)
  expect((await sound(path, headers)).status).toBe(404)
  expect((await sound(address.pathname)).status).toBe(404)
})

test('every voice is listed, and one introduces itself without being counted', async () => {
  const listed = voices.parse((await gateway.fetchJson('/api/voices', { headers })).body).voices
  expect(listed.map(({ voice_id }) => voice_id)).toContain('af_heart')
  const before = (await gateway.fetchJson('/api/voices/usage', { headers })).body
  const sample = await sound('/api/voices/espeak_pt-br/sample', headers)
  expect(sample).toMatchObject({ status: 200 })
  expect(sample.bytes.length).toBeGreaterThan(24_000)
  expect((await gateway.fetchJson('/api/voices/usage', { headers })).body).toEqual(before)
  expect((await sound('/api/voices/nobody/sample', headers)).status).toBe(404)
})

describe('the quota', () => {
  test('refuses with its code what is longer than what is left, by REST and by MCP', async () => {
    const usage = async (as = headers) =>
      speechUsage.parse((await gateway.fetchJson('/api/voices/usage', { headers: as })).body)
    const before = await usage()
    expect(before.quota_characters).toBe(500)
    const refused = await speak({ text: 'a'.repeat(before.left_characters + 1), voice_id: 'espeak_en-us' })
    expect(refused).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } })
    const json = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'generate_speech', arguments: { text: 'b'.repeat(before.left_characters + 1) } },
    }
    const { body } = await gateway.fetchJson('/api/v2/mcp/messages', { headers: { ...headers, accept }, json })
    expect(body.result).toMatchObject({ isError: true, _meta: { 'patchbay/error_data': { code: 'QUOTA_EXCEEDED' } } })
    expect(await usage()).toEqual(before)

    const change = { json: { quota_characters: 5_000 }, method: 'PUT' }
    const denied = await gateway.fetchJson('/api/voices/quotas/1', { ...change, headers: strangers })
    expect(denied).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
    const raised = await gateway.fetchJson('/api/voices/quotas/1', { ...change, headers })
    expect(raised.body).toMatchObject({ quota_characters: 5_000 })
    // Another user's stays as it was.
    expect(await usage(strangers as typeof headers)).toMatchObject({ quota_characters: 500, left_characters: 500 })
  })
})

test('whoever leaves stops what was being spoken for them', async () => {
  const long = 'This sentence is here to take a while. '.repeat(100)
  await gateway.fetchJson('/api/voices/quotas/1', { json: { quota_characters: null }, method: 'PUT', headers })
  await gateway.fetchJson('/api/voices/quotas/1', { json: { quota_characters: 100_000 }, method: 'PUT', headers })
  const leave = new AbortController()
  const speaking = fetch(`${gateway.url}/api/voices/speak`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ text: long, voice_id: 'espeak_en-us' }),
    signal: leave.signal,
  })
  const usage = async () => speechUsage.parse((await gateway.fetchJson('/api/voices/usage', { headers })).body)
  // Its characters are held back while it is spoken.
  await expect.poll(async () => (await usage()).left_characters).toBeLessThan(100_000 - long.length)
  leave.abort()
  await expect(speaking).rejects.toThrow('aborted')
  await expect
    .poll(async () => {
      const { quota_characters, left_characters, characters } = await usage()
      return left_characters === quota_characters - characters
    })
    .toBe(true)
  expect((await usage()).characters).toBeLessThan(long.length)
  expect((await gateway.fetchJson('/api/voices/clips', { headers })).body).toEqual({ clips: [] })
})

describe('the mount', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  const names = [
    'list_voices',
    'generate_speech',
    'get_server_status',
    'list_capabilities',
    'get_usage',
    'create_realtime_session',
  ]

  test('takes an API key, and tells everybody else where its metadata is', async () => {
    const { body } = await gateway.fetchJson('/api/v2/mcp/messages', { headers: { ...headers, accept }, json: list })
    expect(body.result.tools.map(({ name }: { name: string }) => name)).toEqual(names)
    const session = await gateway.createSession()
    const worker = { 'x-api-key': MCP_API_KEY }
    for (const [path, method] of [
      ['/api/v2/mcp/sse', 'GET'],
      ['/api/v2/mcp', 'POST'],
      ['/api/v2/mcp/messages', 'POST'],
    ] as const) {
      for (const bad of [
        {},
        { authorization: 'Bearer nonsense' },
        { authorization: `Bearer ${session}` },
        { cookie: 'patchbay_session=con_x' },
        { 'x-api-key': 'no-such-key' },
      ]) {
        const json = method === 'POST' ? { json: list } : {}
        const refused = await gateway.fetchJson(path, { method, headers: { accept, ...bad }, ...json })
        expect({ path, bad, status: refused.status }).toEqual({ path, bad, status: 401 })
        const challenge = refused.headers.get('www-authenticate') ?? ''
        const [, metadata = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
        const about = await gateway.fetchJson(new URL(metadata).pathname)
        expect(about.body).toMatchObject({ resource: expect.stringContaining('/api/v2/mcp') })
      }
    }
    expect((await gateway.fetchJson(`/api/v2/mcp/sse?token=${ADMIN_API_KEY}`)).status).toBe(401)
    const stream = await fetch(`${gateway.url}/api/v2/mcp/sse`, { headers: { ...worker, accept: 'text/event-stream' } })
    expect(stream.status).toBe(200)
    await stream.body?.cancel()
  })

  async function makeSession(args = {}) {
    const params = { name: 'create_realtime_session', arguments: args }
    const json = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
    const { body } = await gateway.fetchJson('/api/v2/mcp/messages', { headers: { ...headers, accept }, json })
    return realtimeSession.parse(body.result.structuredContent)
  }

  /** Opens a session as a browser does. @returns Its first event. */
  async function openSession({ url, value }: RealtimeSession) {
    const socket = new WebSocket(url, ['realtime', `openai-insecure-api-key.${value}`])
    try {
      // A Buffer, as it is unless told otherwise.
      const [data] = (await once(socket, 'message')) as [Buffer]
      return JSON.parse(data.toString()) as unknown
    } finally {
      socket.close()
    }
  }

  test('makes a realtime session whose secret stands in no record, and whose address is one', async () => {
    const made = await makeSession({ agent: 'library' })
    expect(made).toMatchObject({ mode: 'mcp', engine: 'local', call_id: expect.stringMatching(/^cv_/) })
    expect(made.client_secret).toEqual({ value: made.value, expires_at: made.expires_at })
    // Who was asked for answers, with their tools.
    const tools = [{ type: 'mcp', server_label: 'library' }]
    expect(await openSession(made)).toMatchObject({ type: 'session.created', session: { tools } })
    const recorded = async () =>
      (await gateway.fetchJson('/api/tool-calls?tool=create_realtime_session', { headers })).body
    await expect.poll(async () => (await recorded()).toolCalls.length).toBe(1)
    expect(JSON.stringify(await recorded())).not.toContain(made.value)
  })

  test('makes a session for each of several who ask for the same at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => makeSession()))
    expect(new Set(made.map(({ value }) => value)).size).toBe(3)
    for (const session of made) expect(await openSession(session)).toMatchObject({ type: 'session.created' })
  })
})
