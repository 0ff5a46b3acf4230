import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOAuthBrowser, type OAuthBrowser } from '../../../test/oauth-browser.ts'
import { openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'

const OAUTH = '/api/v1/mcp-oauth'

let gateway: TestGateway
let browser: OAuthBrowser
let origin: string
/** How far the gateway's clock is ahead, in ms. */
let ahead = 0
beforeAll(async () => {
  const now = () => Date.now() + ahead
  gateway = await openTestGateway({ env: { RATE_REGISTRATIONS_PER_MINUTE: '1000' }, now })
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
const refused = { status: 401, body: { code: 'INVALID_TOKEN' } }

/** Asks for new tokens, without touching the old ones' client. */
const refresh = (client: Parameters<OAuthBrowser['post']>[0], token: string) =>
  browser.post(client, { grant_type: 'refresh_token', refresh_token: token })

describe('codes', () => {
  it('takes back all that a code gave when it comes a second time', async () => {
    const client = await browser.register()
    const { code, verifier } = await browser.getCode(client)
    const first = await browser.exchange(client, code, verifier)
    expect((await list(first.body.access_token)).status).toBe(200)
    const again = await browser.exchange(client, code, verifier)
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await list(first.body.access_token)).toMatchObject(refused)
    expect(await refresh(client, first.body.refresh_token)).toMatchObject({ status: 400 })
  })

  it('takes no code without its verifier, from another client, or for another redirect URI', async () => {
    const client = await browser.register()
    const other = await browser.register()
    const one = await browser.getCode(client)
    expect(await browser.exchange(client, one.code, 'x'.repeat(43))).toMatchObject({ body: { error: 'invalid_grant' } })
    const two = await browser.getCode(client)
    expect(await browser.exchange(other, two.code, two.verifier)).toMatchObject({ body: { error: 'invalid_grant' } })
    const three = await browser.getCode(client)
    const elsewhere = { ...client, redirect_uris: ['http://localhost:8000/elsewhere'] }
    const exchanged = await browser.exchange(elsewhere, three.code, three.verifier)
    expect(exchanged).toMatchObject({ body: { error: 'invalid_grant' } })
  })

  it('wants PKCE, and by S256', async () => {
    const client = await browser.register()
    const without = { code_challenge: undefined, code_challenge_method: undefined }
    const plain = { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }
    const unsaid = { code_challenge_method: undefined }
    for (const params of [without, plain, unsaid]) {
      const { answer } = await browser.authorize(client, params)
      const back = new URL(answer.headers.get('location') ?? '')
      expect(back.origin + back.pathname).toBe(client.redirect_uris[0])
      expect(back.searchParams.get('error')).toBe('invalid_request')
      expect(back.searchParams.get('code')).toBeNull()
    }
  })

  it('names the issuer in every answer, so that a client cannot mix servers up', async () => {
    const client = await browser.register()
    const { back } = await browser.getCode(client)
    expect(back.searchParams.get('iss')).toBe(origin)
    expect(back.searchParams.get('state')).toBe('a-state')
    const { answer } = await browser.authorize(client)
    const denied = await browser.answer(answer, { allow: false })
    expect(Object.fromEntries(denied.searchParams)).toMatchObject({
      error: 'access_denied',
      iss: origin,
      state: 'a-state',
    })
  })
})

describe('redirects', () => {
  it('sends nobody to an address that the client has not registered', async () => {
    const client = await browser.register()
    const others = [
      'https://evil.example/callback',
      'http://localhost:8000/callback/more',
      'http://localhost:8000/callback?x=1',
      'http://localhost:8001/callback',
      'http://localhost:8000@evil.example/callback',
      '//evil.example',
      undefined,
    ]
    for (const redirect_uri of others) {
      const { answer } = await browser.authorize(client, { redirect_uri })
      expect(answer.status).toBe(400)
      expect(answer.headers.get('location')).toBeNull()
      expect(await answer.text()).toContain('This application cannot connect')
    }
    const { answer } = await browser.authorize({ ...client, client_id: '<script>x</script>' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('<script>')
  })

  it('asks again for each redirect URI, and each time', async () => {
    const client = await browser.register({
      redirect_uris: ['http://localhost:8000/callback', 'https://other.example/callback'],
    })
    await browser.getTokens(client)
    for (const redirect_uri of client.redirect_uris) {
      const { answer } = await browser.authorize(client, { redirect_uri })
      expect(answer.headers.get('location')).toContain(`${OAUTH}/consent/`)
      const none = await browser.authorize(client, { redirect_uri, prompt: 'none' })
      expect(none.answer.headers.get('location')).toContain('error=login_required')
    }
  })

  it('registers no redirect to a script, and none with a fragment', async () => {
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'http://localhost/#x']) {
      await expect(browser.register({ redirect_uris: [uri] })).rejects.toThrow('invalid_redirect_uri')
    }
  })
})

describe('consent', () => {
  it('is answered by a signed-in person in the browser that began it, from the page itself', async () => {
    const client = await browser.register()
    const { answer } = await browser.authorize(client)
    const place = answer.headers.get('location') ?? ''
    const body = JSON.stringify({ allow: true, agentId: null })
    const type = { 'content-type': 'application/json' }
    const own = { ...type, 'x-patchbay-console': '1' }

    const stranger = createOAuthBrowser(gateway)
    expect((await stranger.open(`${place}/request`)).status).toBe(401)
    await stranger.signIn()
    expect((await stranger.open(`${place}/request`)).status).toBe(404)
    expect((await stranger.open(`${place}/answer`, { method: 'POST', headers: own, body })).status).toBe(404)
    expect((await browser.open(`${place}/answer`, { method: 'POST', headers: type, body })).status).toBe(403)
    const crossSite = { ...own, 'sec-fetch-site': 'cross-site' }
    expect((await browser.open(`${place}/answer`, { method: 'POST', headers: crossSite, body })).status).toBe(403)
    expect((await browser.answer(answer, { allow: true, agentId: null })).searchParams.get('code')).toBeTruthy()
    expect((await browser.open(`${place}/request`)).status).toBe(404)
  })

  it('says what the client is and wants, and offers no tools of somebody else', async () => {
    const client = await browser.register({ client_name: 'Honest', redirect_uris: ['https://evil.example/cb'] })
    const { answer } = await browser.authorize(client)
    const asked = await browser.open(`${answer.headers.get('location')}/request`)
    expect(await asked.json()).toMatchObject({
      clientName: 'Honest',
      described: 'itself',
      redirectHost: 'evil.example',
      resource: `${origin}/mcp`,
      scopes: ['tools:call'],
    })
    await expect(browser.answer(answer, { allow: true, agentId: 12345 })).rejects.toThrow('NOT_FOUND')
  })

  it('is in no frame, and in no cache', async () => {
    const client = await browser.register()
    const { answer } = await browser.authorize(client)
    const wrong = await browser.authorize(client, { redirect_uri: 'https://evil.example' })
    for (const { headers } of [answer, wrong.answer]) {
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })
})

describe('refresh tokens', () => {
  it('lets four refreshes at once pass, and ends the family when an old one comes later', async () => {
    const client = await browser.register()
    const tokens = await browser.getTokens(client)
    const four = await Promise.all(Array.from({ length: 4 }, () => refresh(client, tokens.refresh_token)))
    expect(four.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(four.map(({ body }) => body.refresh_token)).size).toBe(4)
    const [first] = four
    expect((await list(first?.body.access_token)).status).toBe(200)
    ahead += 30_000
    expect(await refresh(client, tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await list(first?.body.access_token)).toMatchObject(refused)
    for (const { body } of four) expect((await refresh(client, body.refresh_token)).status).toBe(400)
    ahead = 0
  })

  it('belong to their client', async () => {
    const tokens = await browser.getTokens(await browser.register())
    const thief = await browser.register()
    expect(await refresh(thief, tokens.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })
})

describe('access tokens', () => {
  it('are for one address', async () => {
    const client = await browser.register()
    const { access_token: token } = await browser.getTokens(client)
    expect((await list(token, '/club')).status).toBe(401)
    const { answer } = await browser.authorize(client, { resource: 'https://evil.example/mcp' })
    expect(answer.headers.get('location')).toContain('error=invalid_target')
  })

  it('are not taken from a query', async () => {
    const { access_token: token } = await browser.getTokens(await browser.register())
    const json = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    for (const name of ['access_token', 'token', 'bearer']) {
      expect(await gateway.fetchJson(`/mcp?${name}=${token}`, { json })).toMatchObject({
        status: 401,
        body: { code: 'MISSING_TOKEN' },
      })
    }
  })

  it('are not taken when forged, unsigned, of another issuer, or expired', async () => {
    const { access_token: token } = await browser.getTokens(await browser.register())
    const claims = decodeJwt(token)
    const { kid = '' } = decodeProtectedHeader(token)
    const [head, body, signature] = token.split('.')
    const stranger = await generateKeyPair('ES256', { extractable: true })
    const sign = (header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(stranger.privateKey)
    const keys = await gateway.fetchJson(`${OAUTH}/jwks`)
    const publicKey = createHash('sha256').update(JSON.stringify(keys.body.keys[0])).digest()
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(publicKey)
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: '2' })).toString('base64url')
    const forged = [
      await sign({ kid }),
      await sign({ kid: 'another' }),
      await sign({ jwk: await exportJWK(stranger.publicKey) }),
      new UnsecuredJWT(claims).encode(),
      confused,
      `${head}.${changed}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}.${signature?.slice(2)}xx`,
    ]
    for (const wrong of forged) expect((await list(wrong)).status).toBe(401)
    expect((await list(token)).status).toBe(200)
    ahead += 601_000
    expect(await list(token)).toMatchObject(refused)
    ahead = 0
  })

  it('end at once when they are given back, with what they hold open', async () => {
    const client = await browser.register()
    const { access_token: token } = await browser.getTokens(client, { resource: `${origin}/sse` })
    const stream = await fetch(`${origin}/sse`, { headers: { authorization: `Bearer ${token}` } })
    expect(stream.status).toBe(200)
    const other = await browser.register()
    expect((await browser.post(other, { token }, 'revoke')).status).toBe(200)
    expect((await browser.post(client, { token }, 'introspect')).body).toMatchObject({ active: true })
    expect((await browser.post(client, { token }, 'revoke')).status).toBe(200)
    expect(await stream.text()).toContain('revoked')
    expect((await fetch(`${origin}/sse`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
    expect((await browser.post(client, { token }, 'introspect')).body).toEqual({ active: false })
    expect((await browser.post(client, { token: 'nonsense' }, 'revoke')).status).toBe(200)
  })

  it('end when the refresh token beside them is given back', async () => {
    const client = await browser.register()
    const tokens = await browser.getTokens(client)
    expect((await list(tokens.access_token)).status).toBe(200)
    expect((await browser.post(client, { token: tokens.refresh_token }, 'revoke')).status).toBe(200)
    expect(await list(tokens.access_token)).toMatchObject(refused)
  })

  it('open no route of the console', async () => {
    const { access_token: token } = await browser.getTokens(await browser.register())
    const headers = { authorization: `Bearer ${token}` }
    expect((await gateway.fetchJson('/api/keys', { headers })).status).toBe(401)
  })
})
