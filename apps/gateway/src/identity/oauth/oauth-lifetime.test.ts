import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { decodeProtectedHeader } from 'jose'
import pg from 'pg'
import { expect, it } from 'vitest'
import { createOAuthBrowser } from '../../../test/oauth-browser.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'
import { openKeyRing } from '../../store/key-ring.ts'
import { openStore } from '../../store/open-store.ts'
import { oauthConnections } from '../../store/schema/oauth-connections.ts'
import { oauthRecords } from '../../store/schema/oauth-records.ts'
import { users } from '../../store/schema/users.ts'
import { createMemoryBus } from '../../bus/memory.ts'
import { readOAuthKeys } from './oauth-keys.ts'
import { openOAuth } from './open-oauth.ts'

const DAY = 24 * 3_600_000

const list = async ({ url }: Pick<TestGateway, 'url'>, token: string) => {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })
  await response.text()
  return response.status
}

async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-oauth-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** An empty store in a folder of its own. */
async function openEmptyStore() {
  const stack = new AsyncDisposableStack()
  const { folder } = stack.use(await newFolder())
  const onError = (error: Error) => {
    throw error
  }
  const store = stack.use(await openStore({ dataDir: folder, databaseUrl: undefined, migrations: [], onError }))
  const keyRing = openKeyRing({ secretsKey: undefined, dataDir: folder })
  return { store, keyRing, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

it('keeps its keys, clients and connections over a restart', async () => {
  await using dir = await newFolder()
  const env = { DATA_DIR: dir.folder }
  const before = await openTestGateway({ env })
  const browser = createOAuthBrowser(before)
  await browser.signIn()
  const client = await browser.register()
  const tokens = await browser.getTokens(client)
  const { port } = new URL(before.url)
  // Its keys are sealed anew with everything else.
  const rotated = await before.fetchJson('/api/secrets/rotate', { headers: { 'x-api-key': ADMIN_API_KEY }, json: {} })
  expect(rotated).toMatchObject({ status: 200, body: { resealed: 2 } })
  await before[Symbol.asyncDispose]()

  await using after = await openTestGateway({ env: { ...env, PORT: port } })
  expect(await list(after, tokens.access_token)).toBe(200)
  const later = createOAuthBrowser(after)
  const answer = await later.post(client, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  expect(answer.status).toBe(200)
  expect(decodeProtectedHeader(answer.body.access_token).kid).toBe(decodeProtectedHeader(tokens.access_token).kid)
})

it('signs by a new key after thirty days, and verifies by the old one for a day more', async () => {
  await using opened = await openEmptyStore()
  const start = Date.now()
  const read = (ms: number) => readOAuthKeys({ ...opened, now: () => start + ms })
  const first = await read(0)
  const again = await read(29 * DAY)
  expect(again.signing).toEqual(first.signing)
  const rotated = await read(30 * DAY + 1000)
  expect(rotated.signing[0]?.kid).not.toBe(first.signing[0]?.kid)
  expect(rotated.signing).toHaveLength(1)
  expect([...rotated.verifying.keys()]).toContain(first.signing[0]?.kid)
  expect(rotated.cookieSecrets).toEqual(first.cookieSecrets)
  expect(JSON.stringify(rotated.published)).not.toContain('"d"')
  const later = await read(31 * DAY + 2000)
  expect([...later.verifying.keys()]).toEqual([rotated.signing[0]?.kid])
})

it('clears away clients that nobody has let in, and what has run out', async () => {
  await using opened = await openEmptyStore()
  const { store } = opened
  const { db } = store
  const at = Date.now()
  const old = new Date(at - 25 * 3_600_000)
  const [user] = await db.insert(users).values({ name: 'A user', role: 'admin', createdAt: old }).returning()
  const row = { model: 'Client', payload: {}, createdAt: old }
  await db.insert(oauthRecords).values([
    { ...row, id: 'abandoned' },
    { ...row, id: 'connected' },
    { ...row, id: 'new', createdAt: new Date(at) },
    { ...row, model: 'Grant', id: 'a-grant' },
    { ...row, model: 'Interaction', id: 'over', expiresAt: old },
  ])
  const connection = {
    userId: user?.id ?? 0,
    clientName: 'x',
    redirectHost: 'x',
    resource: '/mcp',
    scopes: [],
    createdAt: old,
  }
  await db.insert(oauthConnections).values([
    { ...connection, clientId: 'connected', grantId: 'a-grant' },
    { ...connection, clientId: 'gone', grantId: 'a-grant-that-ran-out' },
  ])
  await using oauth = openOAuth({
    ...opened,
    bus: createMemoryBus(),
    publicUrl: () => 'http://localhost:8000',
    findResource: () => undefined,
    defaultResource: '/mcp',
    scopes: ['tools:call'],
    fetch,
    rememberMs: 0,
    now: () => at,
    onError() {},
  })
  await oauth.sweep()
  const left = await db.select({ id: oauthRecords.id }).from(oauthRecords)
  expect(left.map(({ id }) => id).toSorted()).toEqual(['a-grant', 'connected', 'new'])
  expect(await db.select({ id: oauthConnections.clientId }).from(oauthConnections)).toEqual([{ id: 'connected' }])
})

describePostgres('on several processes', () => {
  it('goes on wherever the next request lands, and ends on all of them at once', async () => {
    await using database = await freshPostgres()
    const env = { DATABASE_URL: database.url, SECRETS_KEY: Buffer.alloc(32, 1).toString('base64') }
    await using first = await openTestGateway({ env })
    const publicUrl = first.gateway.publicUrl
    await using second = await openTestGateway({ env: { ...env, PUBLIC_URL: publicUrl } })
    const other = { ...env, PUBLIC_URL: publicUrl, SECRETS_KEY: Buffer.alloc(32, 2).toString('base64') }
    await using third = await openTestGateway({ env: other })

    const browser = createOAuthBrowser(first)
    await browser.signIn()
    const client = await browser.register()
    const { code, verifier } = await browser.getCode(client)
    const exchanged = await fetch(`${second.url}/api/v1/mcp-oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: client.client_id,
        client_secret: client.client_secret ?? '',
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: client.redirect_uris[0] ?? '',
      }),
    })
    // RFC 6749 §5.1.
    const tokens = (await exchanged.json()) as { access_token: string; refresh_token: string }
    // The third has a key ring of its own, and signs by a key that the others read when they first see it.
    const refreshed = await fetch(`${third.url}/api/v1/mcp-oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: client.client_id,
        client_secret: client.client_secret ?? '',
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      }),
    })
    const newer = (await refreshed.json()) as { access_token: string; refresh_token: string }
    for (const gateway of [first, second, third]) {
      expect(await list(gateway, tokens.access_token)).toBe(200)
      expect(await list(gateway, newer.access_token)).toBe(200)
    }
    await browser.post(client, { token: tokens.access_token }, 'revoke')
    for (const gateway of [first, second, third]) {
      expect(await list(gateway, tokens.access_token)).toBe(401)
      expect(await list(gateway, newer.access_token)).toBe(401)
    }
  })

  it('writes down nothing that somebody could come in by', async () => {
    await using database = await freshPostgres()
    await using gateway = await openTestGateway({ env: { DATABASE_URL: database.url } })
    const browser = createOAuthBrowser(gateway)
    await browser.signIn()
    const client = await browser.register()
    const { code, verifier } = await browser.getCode(client)
    const reader = new pg.Client({ connectionString: database.url })
    await reader.connect()
    const everything = async () => {
      const records = await reader.query('select row_to_json(r)::text as text from oauth_records r')
      const keys = await reader.query('select row_to_json(k)::text as text from oauth_keys k')
      return [...records.rows, ...keys.rows].map(({ text }) => String(text)).join('\n')
    }
    const before = await everything()
    const { body } = await browser.exchange(client, code, verifier)
    const after = await everything()
    await reader.end()
    expect(after).toContain('RefreshToken')
    for (const secret of [code, client.client_secret, body.refresh_token, body.access_token]) {
      expect(before).not.toContain(secret)
      expect(after).not.toContain(secret)
    }
    expect(after).not.toContain('"d":')
  })
})
