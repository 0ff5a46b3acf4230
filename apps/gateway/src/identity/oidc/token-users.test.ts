import { exportSPKI, generateKeyPair, importJWK, type CryptoKey, type JSONWebKeySet, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIssuer, type TestIssuer } from '../../../test/open-issuer.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'

const AUDIENCE = 'https://patchbay.example/mcp'

let issuer: TestIssuer
let gateway: TestGateway
let later = 0
const opened = new AsyncDisposableStack()
beforeAll(async () => {
  issuer = opened.use(await openIssuer())
  gateway = opened.use(
    await openWith({ OIDC_SIGN_UP: 'anyone', OIDC_ROLE_SCOPES: 'agent=tools:call,boss=admin+tools:call' }),
  )
})
afterAll(() => opened.disposeAsync())

const openWith = (env: Record<string, string>) =>
  openTestGateway({ now: () => Date.now() + later, env: { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE, ...env } })

const list = (token: string, { path = '/mcp', on = gateway, headers = {} } = {}) =>
  on.fetchJson(path, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream', ...headers },
    json: { jsonrpc: '2.0', id: 1, method: 'ping' },
  })
const good = { aud: AUDIENCE }

describe('a token of another issuer', () => {
  it('reaches an MCP mount, and its user is made once', async () => {
    const token = await issuer.token(AUDIENCE)
    expect(await Promise.all([1, 2, 3].map(async () => (await list(token)).status))).toEqual([200, 200, 200])
    const { users } = (await gateway.fetchJson('/api/users', { headers: { 'x-api-key': ADMIN_API_KEY } })).body
    expect(users.filter(({ name }: { name: string }) => name === 'program')).toMatchObject([{ role: 'member' }])
  })

  it('reaches nothing else: no REST route, and not the club, whose callers have sessions', async () => {
    const token = await issuer.token(AUDIENCE)
    expect(await list(token, { path: '/club' })).toMatchObject({ status: 401 })
    expect(await gateway.fetchJson('/api/keys', { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      status: 401,
    })
  })

  it('names no caller', async () => {
    const headers = { 'x-caller-id': '+5511999999999' }
    expect(await list(await issuer.token(AUDIENCE), { headers })).toMatchObject({
      status: 403,
      body: { code: 'CALLER_NOT_ALLOWED' },
    })
  })

  it('may do what its roles and its scope say, and is no admin by a name', async () => {
    const roles = (names: string[]) => ({ ...good, scope: '', realm_access: { roles: names } })
    expect(await list(await issuer.sign(roles(['agent'])))).toMatchObject({ status: 200 })
    expect(
      await list(await issuer.sign({ ...roles([]), resource_access: { [AUDIENCE]: { roles: ['agent'] } } })),
    ).toMatchObject({ status: 200 })
    for (const claims of [
      roles(['tools:call', 'admin']),
      { ...roles([]), resource_access: { elsewhere: { roles: ['agent'] } } },
    ]) {
      expect(await list(await issuer.sign(claims))).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
    }
  })

  it.for([
    ['made for another audience', () => issuer.token('https://elsewhere.example'), /another audience/],
    ['expired', () => issuer.sign(good, { expiresAt: Date.now() / 1000 - 60 }), /expired/],
    ['without an end', () => issuer.sign(good, { expiresAt: null }), /exp/],
    ['not valid yet', () => issuer.sign({ ...good, nbf: Math.floor(Date.now() / 1000) + 600 }), /nbf/],
    ['without a subject', () => issuer.sign({ ...good, sub: undefined }), /sub/],
    [
      "signed by a key of somebody else under the issuer's name for it",
      async () => issuer.sign(good, { key: (await generateKeyPair('ES256')).privateKey }),
      /not signed/,
    ],
    [
      'signed by nobody (alg none)',
      async () =>
        new UnsecuredJWT({ ...good, scope: 'tools:call' })
          .setIssuer(issuer.url)
          .setSubject('ana')
          .setExpirationTime('10m')
          .encode(),
      /not signed/,
    ],
    ['signed with the public key as a secret (HS256)', () => signByPublicKey(), /not signed/],
    ['changed after it was signed', async () => tamper(await issuer.sign(good)), /not signed/],
    ['an ID token', () => issuer.sign({ ...good, nonce: 'n' }), /ID token/],
  ] as const)('is refused where it is %s', async ([, make, reason]) => {
    const answer = await list(await make())
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } })
    expect(answer.body.error).toMatch(reason)
  })

  it('is nobody’s where it names another issuer', async () => {
    expect(await list(await issuer.sign({ ...good, iss: 'https://elsewhere.example' }))).toMatchObject({
      status: 401,
      body: { code: 'INVALID_TOKEN' },
    })
  })

  it('comes in by no more than its signature where only invited people may', async () => {
    const token = await issuer.sign(good)
    await using strict = await openWith({})
    expect(await list(token, { on: strict })).toMatchObject({ status: 403, body: { code: 'NOT_INVITED' } })
  })
})

describe("the issuer's keys", () => {
  it('are read once for many tokens, and again for one that names another key, but not for every such token', async () => {
    await list(await issuer.sign(good))
    later += 60_000
    const before = issuer.keyReads()
    await list(await issuer.sign({ ...good, jti: 'another' }))
    expect(issuer.keyReads()).toBe(before)
    await issuer.rotate()
    expect(await list(await issuer.sign(good))).toMatchObject({ status: 200 })
    expect(issuer.keyReads()).toBe(before + 1)
    const { privateKey: key } = await generateKeyPair('ES256')
    for (let n = 0; n < 20; n += 1) await list(await issuer.sign(good, { key, kid: `made-up-${n}` }))
    expect(issuer.keyReads()).toBe(before + 1)
  })

  it('go on while the issuer is away, and a gateway that has none says so and comes to itself', async () => {
    await list(await issuer.sign(good))
    issuer.setAway(true)
    later += 3_600_000
    const expiresAt = (Date.now() + later) / 1000 + 600
    expect(await list(await issuer.sign(good, { expiresAt }))).toMatchObject({ status: 200 })
    await using fresh = await openWith({ OIDC_SIGN_UP: 'anyone' })
    const token = await issuer.sign(good, { expiresAt })
    expect(await list(token, { on: fresh })).toMatchObject({ status: 503, body: { code: 'ISSUER_UNAVAILABLE' } })
    expect(await fresh.fetchJson('/readyz')).toMatchObject({ status: 200 })
    issuer.setAway(false)
    later += 5_000
    expect(await list(token, { on: fresh })).toMatchObject({ status: 200 })
  })
})

async function signByPublicKey(): Promise<string> {
  const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as JSONWebKeySet
  const publicKey = await importJWK(keys[0] ?? {}, 'ES256')
  return new SignJWT({ ...good, scope: 'tools:call' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer.url)
    .setSubject('ana')
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(await exportSPKI(publicKey as CryptoKey)))
}

/** The same signature under other claims. */
function tamper(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'somebody-else' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
