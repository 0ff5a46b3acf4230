import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOAuthBrowser, type OAuthBrowser } from '../../../test/oauth-browser.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'

const OAUTH = '/api/v1/mcp-oauth'
const admin = { 'x-api-key': ADMIN_API_KEY }

let gateway: TestGateway
let browser: OAuthBrowser
let origin: string
beforeAll(async () => {
  gateway = await openTestGateway({ env: { RATE_REGISTRATIONS_PER_MINUTE: '1000' } })
  origin = gateway.gateway.publicUrl
  browser = createOAuthBrowser(gateway)
  await browser.signIn()
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

const list = (token: string, path = '/mcp') =>
  gateway.fetchJson(path, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' },
    json: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  })

it('registers a client by the curl of the document', async () => {
  const curl = `curl -X POST http://localhost:8000/api/v1/mcp-oauth/register \\
  -H 'Content-Type: application/json' \\
  -d '{
    "client_name": "ChatGPT Voice Assistant",
    "redirect_uris": ["http://localhost:8000/callback"],
    "grant_types": ["authorization_code"],
    "response_types": ["code"]
  }'`
  const { stdout } = await promisify(execFile)('bash', [
    '-c',
    curl.replace('http://localhost:8000/api', `${origin}/api`),
  ])
  const client = JSON.parse(stdout)
  expect(client).toMatchObject({
    client_name: 'ChatGPT Voice Assistant',
    redirect_uris: ['http://localhost:8000/callback'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    client_id: expect.any(String),
    client_secret: expect.any(String),
    client_id_issued_at: expect.any(Number),
    client_secret_expires_at: 0,
  })
  const { access_token: token, refresh_token: refresh } = await browser.getTokens(client)
  expect(refresh).toBeUndefined()
  expect((await list(token)).status).toBe(200)
})

it('gives a client a token for a mount, which lists and calls its tools', async () => {
  const client = await browser.register()
  const { access_token: token } = await browser.getTokens(client)
  const keys = createRemoteJWKSet(new URL(`${origin}${OAUTH}/jwks`))
  const { payload, protectedHeader } = await jwtVerify(token, keys, { audience: `${origin}/mcp`, issuer: origin })
  expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
  expect(payload).toMatchObject({ sub: '1', client_id: client.client_id, scope: 'tools:call' })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600)
  const { body } = await list(token)
  expect(body.result.tools.map(({ name }: { name: string }) => name)).toContain('get_availability')
})

it('takes the secret of a client in the form and as Basic, and none of a public one', async () => {
  const client = await browser.register()
  const { code, verifier } = await browser.getCode(client)
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
  const redirect_uri = client.redirect_uris[0] ?? ''
  const answer = await fetch(`${origin}${OAUTH}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri }),
  })
  expect(answer.status).toBe(200)

  const open = await browser.register({ token_endpoint_auth_method: 'none' })
  expect(open.client_secret).toBeUndefined()
  expect(await browser.getTokens(open)).toMatchObject({ token_type: 'Bearer', expires_in: 600 })

  const wrong = { ...client, client_secret: 'a-wrong-secret' }
  expect(await browser.post(wrong, { grant_type: 'refresh_token', refresh_token: 'x' })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
})

it('gives a token the tools of the agent that the person picked, and no others', async () => {
  const offers = await gateway.fetchJson('/api/agents/offers', { headers: admin })
  const club = offers.body.servers.find(({ name }: { name: string }) => name === 'club')
  const agent = await gateway.fetchJson('/api/agents', {
    headers: admin,
    json: { name: 'Reader', builtIns: [], servers: [{ serverId: club.id, tools: ['get_availability'] }] },
  })
  const client = await browser.register()
  const { access_token: token } = await browser.getTokens(client, {}, agent.body.id)
  const { body } = await list(token)
  expect(body.result.tools.map(({ name }: { name: string }) => name)).toEqual(['get_availability'])

  const { access_token: forAgent } = await browser.getTokens(client, { resource: `${origin}/agents/reader/mcp` })
  expect((await list(forAgent, '/agents/reader/mcp')).status).toBe(200)
  expect(await list(forAgent)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } })
  expect(await list(token, '/agents/reader/mcp')).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } })
})

it('says where to get a token, and the metadata lead there', async () => {
  for (const path of ['/mcp', '/sse', '/agents/any/mcp']) {
    const method = path === '/sse' ? 'GET' : 'POST'
    const refused = await fetch(gateway.url + path, { method })
    const metadata = `${gateway.url}/.well-known/oauth-protected-resource${path}`
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${metadata}"`)
    const resource = await fetch(metadata)
    expect(await resource.json()).toMatchObject({
      resource: gateway.url + path,
      authorization_servers: [origin],
      bearer_methods_supported: ['header'],
    })
  }
  const bad = await fetch(`${gateway.url}/mcp`, { method: 'POST', headers: { authorization: 'Bearer nonsense' } })
  expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"')
  const club = await fetch(`${gateway.url}/club`, { method: 'POST' })
  expect(club.headers.get('www-authenticate')).toBe('Bearer')
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource/club`)).status).toBe(404)

  const places = ['', '/mcp', '/agents/any/mcp', OAUTH]
  for (const place of places) {
    // The name that a request came by changes nothing.
    const found = await fetch(`${gateway.url}/.well-known/oauth-authorization-server${place}`)
    expect(await found.json()).toMatchObject({
      issuer: origin,
      authorization_endpoint: `${origin}${OAUTH}/authorize`,
      token_endpoint: `${origin}${OAUTH}/token`,
      registration_endpoint: `${origin}${OAUTH}/register`,
      revocation_endpoint: `${origin}${OAUTH}/revoke`,
      introspection_endpoint: `${origin}${OAUTH}/introspect`,
      userinfo_endpoint: `${origin}${OAUTH}/userinfo`,
      jwks_uri: `${origin}${OAUTH}/jwks`,
      code_challenge_methods_supported: ['S256'],
      client_id_metadata_document_supported: true,
    })
  }
})

it('introspects a token for its client, and says whose it is', async () => {
  const client = await browser.register()
  const { access_token: token } = await browser.getTokens(client)
  expect((await browser.post(client, { token }, 'introspect')).body).toMatchObject({
    active: true,
    scope: 'tools:call',
    aud: `${origin}/mcp`,
    client_id: client.client_id,
  })
  const other = await browser.register()
  expect((await browser.post(other, { token }, 'introspect')).body).toEqual({ active: false })
  const who = await gateway.fetchJson(`${OAUTH}/userinfo`, { headers: { authorization: `Bearer ${token}` } })
  expect(who).toMatchObject({ status: 200, body: { sub: '1' } })
  expect((await fetch(`${gateway.url}${OAUTH}/userinfo?access_token=${token}`)).status).toBe(401)
})

it('lists what a user has connected with its last use, and ends one at once', async () => {
  const client = await browser.register({ client_name: 'A connected one' })
  const tokens = await browser.getTokens(client)
  await list(tokens.access_token)
  const listed = await gateway.fetchJson('/api/oauth/connections', { headers: admin })
  const mine = listed.body.connections.find(({ clientId }: { clientId: string }) => clientId === client.client_id)
  expect(mine).toMatchObject({
    clientName: 'A connected one',
    redirectHost: 'localhost:8000',
    resource: '/mcp',
    scopes: ['tools:call'],
    agentId: null,
    lastUsedAt: expect.any(String),
  })
  const path = `/api/oauth/connections/${mine.id}`
  const { body: user } = await gateway.fetchJson('/api/users', { headers: admin, json: { name: 'Bia' } })
  const page = { 'x-patchbay-console': '1' }
  const code = new URL(user.signInLink).hash.replace('#code=', '')
  const signedIn = await gateway.fetchJson('/api/console/sign-in', { headers: page, json: { code } })
  const bia = { ...page, cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  expect((await gateway.fetchJson(path, { method: 'DELETE', headers: bia })).status).toBe(404)
  expect((await gateway.fetchJson('/api/oauth/connections', { headers: bia })).body).toEqual({ connections: [] })
  expect((await list(tokens.access_token)).status).toBe(200)
  expect((await gateway.fetchJson(path, { method: 'DELETE', headers: admin })).status).toBe(200)
  expect(await list(tokens.access_token)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } })
  const refreshed = await browser.post(client, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  const after = await gateway.fetchJson('/api/oauth/connections', { headers: admin })
  expect(after.body.connections).not.toContainEqual(expect.objectContaining({ id: mine.id }))
})
