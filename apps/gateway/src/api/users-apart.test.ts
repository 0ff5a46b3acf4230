import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop } from '../../test/workshop.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }

/** Written into everything of the first user's. */
const MARK = 'of-the-first-user'

let gateway: TestGateway
let other: Record<string, string>
/** Something of the first user's for each parameter of a path, by the path's beginning. */
let ids: Record<string, string>
beforeAll(async () => {
  const workshop = createWorkshop()
  gateway = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
  const post = async (path: string, json: unknown) => (await gateway.fetchJson(path, { headers: admin, json })).body
  const server = await post('/api/mcp/servers', { name: MARK, url: 'http://127.0.0.1:9/mcp', description: MARK })
  const agent = await post('/api/agents', { name: MARK })
  const key = await post('/api/keys', { name: MARK, scopes: ['tools:call'] })
  await gateway.createSession()
  const [{ callId }] = (await gateway.fetchJson('/api/calls', { headers: admin })).body.calls
  await post('/api/tools/call', { name: 'write_note', arguments: { text: MARK }, callId })
  const offers = (await gateway.fetchJson('/api/agents/offers', { headers: admin })).body.servers
  // A write's row is committed before its answer.
  const [toolCall] = (await gateway.fetchJson('/api/tool-calls', { headers: admin })).body.toolCalls
  const book = { source_name: 'book.txt', source_sha256: 'a'.repeat(64), format: 'text', positions: 'estimated' }
  // Its id is made from its title, and a refusal may name it.
  const begun = { ...book, title: 'A book', author: MARK, language: 'en' }
  const { job_id: jobId } = await post('/api/library/imports', begun)
  const passage = { chapter: 1, chapter_title: MARK, text: `A garden, ${MARK}.`, position_s: 0, end_s: 9 }
  await post(`/api/library/imports/${jobId}/passages`, { from: 0, passages: [passage] })
  await post(`/api/library/imports/${jobId}/finish`, {})
  const clip = await post('/api/voices/speak', { text: `Hello, ${MARK}.`, voice_id: 'espeak_en-us' })
  ids = {
    job_id: jobId,
    clip_id: clip.clip_id,
    voice_id: 'nobodys_voice',
    user_id: '1',
    expires: '99999999999',
    file: 'forged.wav',
    chapter: '1',
    '/api/mcp/servers': String(server.id),
    '/api/agents': String(agent.id),
    '/api/keys': String(key.id),
    '/api/calls': String(callId),
    '/api/tool-calls': toolCall.id,
    '/api/approvals': 'ap_nobodys',
    '/api/tool-blobs': 'nobodys-blob',
    '/api/users': '1',
    serverId: String(offers[0].id),
  }
  other = { 'x-api-key': await keyOfSomebodyElse() }
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** A member who signs in by their link, and makes a key with everything that they may give. */
async function keyOfSomebodyElse(): Promise<string> {
  const { body: user } = await gateway.fetchJson('/api/users', { headers: admin, json: { name: 'Bia' } })
  const code = new URL(user.signInLink).hash.replace('#code=', '')
  const page = { 'x-patchbay-console': '1', origin: gateway.url }
  const signedIn = await gateway.fetchJson('/api/console/sign-in', { headers: page, json: { code } })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const scopes = [
    'tools:call',
    'realtime',
    'realtime:configure',
    'sessions:create',
    'servers:manage',
    'library:read',
    'library:ask',
  ]
  const made = await gateway.fetchJson('/api/keys', { headers: { ...page, cookie }, json: { name: 'all', scopes } })
  return made.body.key
}

interface Route {
  method: string
  path: string
}

async function everyRoute(): Promise<Route[]> {
  const { body } = await gateway.fetchJson('/api/openapi.json')
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => ({ method: method.toUpperCase(), path })),
  )
}

function fill(path: string): string {
  const beginning = Object.keys(ids).find((one) => path.startsWith(`${one}/{`)) ?? ''
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ids[beginning] ?? '1')
}

async function ask({ method, path }: Route, headers: Record<string, string>) {
  // A stream is looked at for its status alone.
  const query = method === 'GET' ? (queries[path] ?? '') : ''
  const response = await fetch(gateway.url + fill(path) + query, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: bodies[`${method} ${path}`] ?? '{}' }),
    signal: AbortSignal.timeout(20_000),
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (isStream) await response.body?.cancel()
  return { status: response.status, text: isStream ? '' : await response.text() }
}

const queries: Record<string, string> = {
  '/api/v1/knowledge/library/search': '?query=garden',
  '/api/v1/knowledge/jobs/{job_id}/search': '?query=garden',
  '/api/v1/knowledge/jobs/{job_id}/ask': '?question=garden',
  '/api/library/books/{job_id}/passages': '?position_s=0',
}

/** What is right, so that a refusal is for whose it is and not for what was sent. */
const bodies: Record<string, string> = {
  'PATCH /api/mcp/servers/{id}/tools': '{"names":["x"],"set":{"toolClass":"read"}}',
  'POST /api/mcp/servers/{id}/tools/review': '{"names":["x"]}',
  'POST /api/mcp/servers/{id}/tools/call': '{"name":"x"}',
  'PUT /api/mcp/servers/{id}/credential': '{"apiKey":"x"}',
  'PATCH /api/users/{id}': '{"role":"admin"}',
  'POST /api/approvals/{id}': '{"approve":true}',
  'POST /api/v1/mcp-oauth/consent/{uid}/answer': '{"allow":false}',
  'POST /api/v1/knowledge/jobs/{job_id}/search': '{"query":"garden"}',
  'POST /api/v1/knowledge/jobs/{job_id}/ask': '{"question":"garden"}',
  'PUT /api/library/books/{job_id}/progress': '{"position_s":3}',
  'POST /api/library/imports/{job_id}/passages':
    '{"from":1,"passages":[{"chapter":1,"chapter_title":"x","text":"x","position_s":9,"end_s":10}]}',
  'PUT /api/voices/quotas/{user_id}': '{"quota_characters":1}',
  'POST /api/tool-calls/{id}/settle': '{"happened":true}',
}

describe('users', () => {
  it('reach nothing of one another by any route that names something', async () => {
    const naming = (await everyRoute()).filter(({ path }) => path.includes('{'))
    expect(naming.length).toBeGreaterThan(20)
    for (const route of naming) {
      const { status, text } = await ask(route, other)
      // What only an admin may do is refused before anything is looked for.
      const isRefused = ['/api/users', '/api/invitations', '/api/console', '/api/voices/quotas'].some((path) =>
        route.path.startsWith(path),
      )
      const wanted = isRefused ? 403 : 404
      expect([`${route.method} ${route.path}`, status, text.includes(MARK)]).toEqual([
        `${route.method} ${route.path}`,
        wanted,
        false,
      ])
    }
  })

  it('see nothing of one another in any list', async () => {
    const lists = (await everyRoute()).filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    expect(lists.length).toBeGreaterThan(10)
    for (const route of lists) {
      const { text } = await ask(route, other)
      expect([route.path, text.includes(MARK)]).toEqual([route.path, false])
    }
    // The first user does see it: the lists are not empty for everybody.
    expect((await ask({ method: 'GET', path: '/api/mcp/servers' }, admin)).text).toContain(MARK)
  })

  it('leave what is the first user’s as it was', async () => {
    for (const [beginning, path] of [
      ['/api/mcp/servers', '/api/mcp/servers'],
      ['/api/agents', '/api/agents'],
      ['/api/keys', '/api/keys'],
    ] as const) {
      const { body } = await gateway.fetchJson(path, { headers: admin })
      expect(JSON.stringify(body)).toContain(`"id":${ids[beginning]}`)
    }
  })
})
