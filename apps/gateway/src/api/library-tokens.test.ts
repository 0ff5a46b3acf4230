import { UnsecuredJWT, decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOAuthBrowser, type OAuthBrowser } from '../../test/oauth-browser.ts'
import { openIssuer, type TestIssuer } from '../../test/open-issuer.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const AUDIENCE = 'the-library-of-the-office'
const SEARCH = '/api/v1/knowledge/library/search?query=compass'

const opened = new AsyncDisposableStack()
let gateway: TestGateway
let issuer: TestIssuer
let browser: OAuthBrowser
let origin: string
let jobId: string
/** How far the gateway's clock is ahead, in ms. */
let ahead = 0
beforeAll(async () => {
  issuer = opened.use(await openIssuer())
  gateway = opened.use(
    await openTestGateway({
      env: {
        DEMO: '0',
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: AUDIENCE,
        OIDC_ROLE_SCOPES: 'listener=library:read,asker=library:ask',
        OIDC_SIGN_UP: 'anyone',
        RATE_REGISTRATIONS_PER_MINUTE: '1000',
      },
      now: () => Date.now() + ahead,
    }),
  )
  origin = gateway.gateway.publicUrl
  browser = createOAuthBrowser(gateway)
  await browser.signIn()
  jobId = await importBook()
})
afterAll(() => opened.disposeAsync())

/** A book of the first user, who lets the clients in. */
async function importBook(): Promise<string> {
  const headers = { 'x-api-key': ADMIN_API_KEY }
  const about = { title: 'The Salt Garden', author: null, language: 'en', positions: 'estimated' }
  const json = { source_name: 'salt.txt', source_sha256: 'a'.repeat(64), format: 'text', ...about }
  const { body } = await gateway.fetchJson('/api/library/imports', { headers, json })
  const path = `/api/library/imports/${body.job_id}`
  const text = 'Under the pear tree in the garden she found a silver compass.'
  const passage = { chapter: 1, chapter_title: 'The Garden', text, position_s: 0, end_s: 5 }
  await gateway.fetchJson(`${path}/passages`, { headers, json: { from: 0, passages: [passage] } })
  await gateway.fetchJson(`${path}/finish`, { headers, method: 'POST' })
  return body.job_id
}

const get = (path: string, token: string) => gateway.fetchJson(path, { headers: { authorization: `Bearer ${token}` } })
const ask = () =>
  `/api/v1/knowledge/jobs/${jobId}/ask?question=${encodeURIComponent('What did she find in the garden?')}`

async function tokenFor(path: string, scope: string): Promise<string> {
  const params = { resource: origin + path, scope: `${scope} offline_access` }
  return (await browser.getTokens(await browser.register(), params)).access_token
}

/** Holds that it was refused as a token, with where to learn how to get another. */
function expectChallenged({ status, headers, body }: Awaited<ReturnType<typeof get>>, withToken = true): void {
  expect({ status, code: body.code }).toEqual({ status: 401, code: withToken ? 'INVALID_TOKEN' : 'SIGN_IN_REQUIRED' })
  const metadata = `resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp-server"`
  expect(headers.get('www-authenticate')).toBe(`Bearer ${withToken ? 'error="invalid_token", ' : ''}${metadata}`)
}

describe.for(['/mcp-server', '/mcp-server/sse'])('a token for %s', (path) => {
  test('opens search by library:read and questions by library:ask, each alone', async () => {
    const reads = await tokenFor(path, 'library:read')
    expect(await get(SEARCH, reads)).toMatchObject({ status: 200, body: { results: [{ job_id: jobId }] } })
    const inBook = await get(`/api/v1/knowledge/jobs/${jobId}/search?query=compass`, reads)
    expect(inBook).toMatchObject({ status: 200, body: { total: 1 } })
    const denied = { status: 403, body: { code: 'SCOPE_REQUIRED', error: expect.stringContaining('library:ask') } }
    expect(await get(ask(), reads)).toMatchObject(denied)

    const asks = await tokenFor(path, 'library:ask')
    expect(await get(ask(), asks)).toMatchObject({ status: 200, body: { citations: [{ chapter: 1 }] } })
    expect(await get(SEARCH, asks)).toMatchObject({
      status: 403,
      body: { code: 'SCOPE_REQUIRED', error: expect.stringContaining('library:read') },
    })
  })
})

test('a token for another mount opens nothing, whatever its scopes', async () => {
  expectChallenged(await get(SEARCH, await tokenFor('/mcp', 'tools:call')))
})

test('a token that was taken back, has expired or is unsigned opens nothing, and is told where to get another', async () => {
  const client = await browser.register()
  const params = { resource: `${origin}/mcp-server`, scope: 'library:read offline_access' }
  const { access_token: token } = await browser.getTokens(client, params)
  expect((await get(SEARCH, token)).status).toBe(200)
  expectChallenged(await get(SEARCH, new UnsecuredJWT(decodeJwt(token)).encode()))
  ahead = 601_000
  expectChallenged(await get(SEARCH, token))
  ahead = 0
  await browser.post(client, { token }, 'revoke')
  expectChallenged(await get(SEARCH, token))
})

test('who brings nothing hears the same', async () => {
  expectChallenged(await gateway.fetchJson(SEARCH), false)
})

test('a token opens no other route: what the console shows of the library is not for clients', async () => {
  const token = await tokenFor('/mcp-server', 'library:read')
  expect((await get('/api/library/books', token)).status).toBe(401)
})

test("another issuer's token opens by its roles what these stand for", async () => {
  const reads = await issuer.sign({ aud: AUDIENCE, scope: '', roles: ['listener'] })
  expect((await get(SEARCH, reads)).status).toBe(200)
  expect(await get(ask(), reads)).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
  const asks = await issuer.sign({ aud: AUDIENCE, scope: '', roles: ['asker'] })
  // The book is another user's.
  expect(await get(ask(), asks)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect(await get(SEARCH, asks)).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
  expectChallenged(await get(SEARCH, await issuer.sign({ aud: 'elsewhere', roles: ['listener'] })))
  expectChallenged(await get(SEARCH, await issuer.sign({ aud: AUDIENCE, roles: ['listener'] }, { expiresAt: 1 })))
})

test('a key of an agent that has no tool of the library opens it by no route either', async () => {
  const admin = { 'x-api-key': ADMIN_API_KEY }
  const agent = await gateway.fetchJson('/api/agents', { headers: admin, json: { name: 'Deaf' } })
  const json = { name: 'of the deaf', scopes: ['tools:call'], agentId: agent.body.id }
  const { body } = await gateway.fetchJson('/api/keys', { headers: admin, json })
  const headers = { 'x-api-key': body.key }
  const refused = { status: 403, body: { code: 'SCOPE_REQUIRED' } }
  for (const path of [SEARCH, '/api/library/narrations', `/api/library/books/${jobId}/narration`]) {
    expect(await gateway.fetchJson(path, { headers })).toMatchObject(refused)
  }
})
