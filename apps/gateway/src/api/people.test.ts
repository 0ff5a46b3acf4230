import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBrowserSession, type BrowserSession } from '../../test/browser-session.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }
const PASSWORD = 'a long enough password'

let gateway: TestGateway
let later = 0
beforeAll(async () => {
  gateway = await openTestGateway({ now: () => Date.now() + later, env: { RATE_SIGN_INS_PER_MINUTE: '1000' } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const codeOf = (link: string) => new URL(link).hash.slice('#code='.length)
const asAdmin = (path: string, init: object = {}) => gateway.fetchJson(path, { headers: admin, ...init })

async function invite(note: string, role = 'member'): Promise<{ id: number; link: string; code: string }> {
  const { status, body } = await asAdmin('/api/invitations', { json: { note, role } })
  expect(status).toBe(201)
  return { ...body, code: codeOf(body.link) }
}

/** Comes in by an invitation. */
async function join(name: string, role = 'member', email?: string): Promise<BrowserSession & { id: number }> {
  const browser = createBrowserSession(gateway)
  const { code } = await invite(name, role)
  const { status, body } = await browser.send('POST', '/api/console/invitations/accept', {
    code,
    name,
    email,
    password: PASSWORD,
  })
  expect(status).toBe(200)
  return { ...browser, id: body.user.id }
}

async function signIn(login: string, password = PASSWORD) {
  const browser = createBrowserSession(gateway)
  return { browser, answer: await browser.send('POST', '/api/console/sign-in/password', { login, password }) }
}

describe('an invitation', () => {
  it('makes an account with its role, once', async () => {
    const { code, link } = await invite('Ana', 'admin')
    expect(new URL(link).search).toBe('')
    const browser = createBrowserSession(gateway)
    expect((await browser.send('POST', '/api/console/invitations/look', { code })).body).toMatchObject({
      role: 'admin',
    })
    const account = { code, name: 'Ana', email: 'Ana@Example.com', password: PASSWORD }
    expect(
      await browser.send('POST', '/api/console/invitations/accept', { ...account, password: 'short' }),
    ).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    })
    expect(await browser.send('POST', '/api/console/invitations/accept', { ...account, name: 'Owner' })).toMatchObject({
      status: 409,
      body: { code: 'NAME_TAKEN' },
    })
    const tries = [account, { ...account, name: 'Ana the second', email: undefined }].map((json) =>
      createBrowserSession(gateway).send('POST', '/api/console/invitations/accept', json),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401])
    expect(await browser.send('POST', '/api/console/invitations/look', { code })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_INVITATION' },
    })
  })

  it('ends by time, and when it is withdrawn', async () => {
    const browser = createBrowserSession(gateway)
    const old = await invite('Late')
    later += 73 * 3_600_000
    expect(await browser.send('POST', '/api/console/invitations/look', { code: old.code })).toMatchObject({
      status: 401,
    })
    const withdrawn = await invite('Unwanted')
    expect((await asAdmin('/api/invitations')).body.invitations).toMatchObject([
      { note: 'Unwanted', invitedBy: 'Owner' },
    ])
    expect(await asAdmin(`/api/invitations/${withdrawn.id}`, { method: 'DELETE' })).toMatchObject({ status: 200 })
    expect(await browser.send('POST', '/api/console/invitations/look', { code: withdrawn.code })).toMatchObject({
      status: 401,
    })
    expect((await asAdmin('/api/invitations')).body.invitations).toEqual([])
  })
})

describe('a password', () => {
  it('signs in by name and by e-mail address, and is kept nowhere', async () => {
    await join('Bia', 'member', 'bia@example.com')
    for (const login of ['Bia', 'bia@example.com', 'BIA@example.com']) {
      const { answer } = await signIn(login)
      expect(answer).toMatchObject({ status: 200, body: { user: { name: 'Bia', role: 'member' } } })
      expect(answer.headers.get('set-cookie')).toMatch(/^patchbay_session=con_.*HttpOnly; SameSite=Strict$/)
    }
  })

  it('is refused with one sentence, whether the name is known or not', async () => {
    await join('Caio')
    const wrong = (await signIn('Caio', 'another password')).answer
    const unknown = (await signIn('Nobody', 'another password')).answer
    const without = (await signIn('Owner', 'another password')).answer
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_PASSWORD' } })
    expect([unknown.body, without.body]).toEqual([wrong.body, wrong.body])
  })

  it('is changed by who knows it, and ends every other session and no more', async () => {
    const here = await join('Davi')
    const { browser: elsewhere } = await signIn('Davi')
    const change = (current: string) =>
      here.send('PUT', '/api/console/password', { current, password: 'another long password' })
    expect(await change('not the present one')).toMatchObject({ status: 401, body: { code: 'INVALID_PASSWORD' } })
    expect(await elsewhere.send('GET', '/api/console/me')).toMatchObject({ status: 200 })
    expect(await change(PASSWORD)).toMatchObject({ status: 200, body: { hasPassword: true } })
    expect(await elsewhere.send('GET', '/api/console/me')).toMatchObject({ status: 401 })
    expect(await here.send('GET', '/api/console/me')).toMatchObject({ status: 200 })
    expect((await signIn('Davi')).answer.status).toBe(401)
    expect((await signIn('Davi', 'another long password')).answer.status).toBe(200)
  })

  it('is set anew by who came by a link, and by no key', async () => {
    await using opened = await openTestGateway()
    const browser = createBrowserSession(opened)
    await browser.send('POST', '/api/console/sign-in', { code: codeOf(await opened.gateway.makeSignInLink()) })
    expect((await browser.send('GET', '/api/console/account')).body).toMatchObject({
      hasPassword: false,
      needsPassword: false,
    })
    expect(await browser.send('PUT', '/api/console/password', { password: PASSWORD })).toMatchObject({ status: 200 })
    expect(await browser.send('PUT', '/api/console/password', { password: `${PASSWORD}!` })).toMatchObject({
      status: 200,
    })
    expect(
      await opened.fetchJson('/api/console/password', { method: 'PUT', headers: admin, json: { password: PASSWORD } }),
    ).toMatchObject({ status: 403 })
  })

  it('cannot be guessed at leisure, of one address or for one name', async () => {
    await using opened = await openTestGateway()
    const browser = createBrowserSession(opened)
    const statuses = []
    for (let n = 0; n < 11; n += 1) {
      statuses.push(
        (await browser.send('POST', '/api/console/sign-in/password', { login: `name ${n}`, password: 'x' })).status,
      )
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])

    // Each try for one name from an address of its own.
    await using proxied = await openTestGateway({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
    const tries = Array.from({ length: 11 }, (_, n) =>
      proxied.fetchJson('/api/console/sign-in/password', {
        headers: { 'x-patchbay-console': '1', 'x-forwarded-for': `192.0.2.${n + 1}` },
        json: { login: 'Owner', password: 'x' },
      }),
    )
    expect((await Promise.all(tries)).filter(({ status }) => status === 429)).toHaveLength(1)
  })
})

describe('sessions', () => {
  it('are listed for whose they are, and for an admin everybody’s, and ended', async () => {
    const here = await join('Eva')
    const { browser: elsewhere } = await signIn('Eva')
    const { sessions } = (await here.send('GET', '/api/console/sessions')).body
    expect(sessions).toMatchObject([
      { way: 'password', current: false, user: { name: 'Eva' }, userAgent: 'A browser of these tests' },
      { way: 'password', current: true, user: { name: 'Eva' } },
    ])
    expect(await here.send('DELETE', `/api/console/sessions/${sessions[0].id}`)).toMatchObject({ status: 200 })
    expect(await elsewhere.send('GET', '/api/console/me')).toMatchObject({ status: 401 })

    const everybody = (await asAdmin('/api/console/sessions?all=true')).body.sessions
    expect(new Set(everybody.map(({ user }: { user: { name: string } }) => user.name)).size).toBeGreaterThan(1)
    expect(await here.send('GET', '/api/console/sessions?all=true')).toMatchObject({ status: 403 })
    const others = everybody.find(({ user }: { user: { name: string } }) => user.name !== 'Eva')
    expect(await here.send('DELETE', `/api/console/sessions/${others.id}`)).toMatchObject({ status: 404 })
    expect(await asAdmin(`/api/console/sessions/${sessions[1].id}`, { method: 'DELETE' })).toMatchObject({
      status: 200,
    })
    expect(await here.send('GET', '/api/console/me')).toMatchObject({ status: 401 })
  })
})

describe('roles', () => {
  it('keep members out of every route of an admin', async () => {
    const member = await join('Fabio')
    for (const [method, path, json] of [
      ['GET', '/api/users'],
      ['POST', '/api/users', { name: 'x' }],
      ['PATCH', '/api/users/1', { role: 'member' }],
      ['DELETE', '/api/users/1'],
      ['GET', '/api/users/1/belongings'],
      ['POST', '/api/users/1/sign-in-links'],
      ['GET', '/api/invitations'],
      ['POST', '/api/invitations', { note: 'x' }],
      ['DELETE', '/api/invitations/1'],
      ['POST', '/api/secrets/rotate'],
    ] as const) {
      expect([method, path, (await member.send(method, path, json)).status]).toEqual([method, path, 403])
    }
  })

  it('change at once, for sessions and for keys made before', async () => {
    const boss = await join('Gil', 'admin')
    const { key } = (await boss.send('POST', '/api/keys', { name: 'boss', scopes: ['admin', 'tools:call'] })).body
    const users = (headers: Record<string, string>) => gateway.fetchJson('/api/users', { headers })
    expect((await users({ 'x-api-key': key })).status).toBe(200)
    expect(await asAdmin(`/api/users/${boss.id}`, { method: 'PATCH', json: { role: 'member' } })).toMatchObject({
      status: 200,
      body: { role: 'member' },
    })
    expect((await users({ 'x-api-key': key })).status).toBe(403)
    expect((await boss.send('GET', '/api/users')).status).toBe(403)
  })
})

describe('deleting a user', () => {
  it('deletes what is theirs, ends their credentials at once, and leaves the others theirs', async () => {
    const gone = await join('Hugo')
    const { key } = (await gone.send('POST', '/api/keys', { name: 'k', scopes: ['tools:call', 'sessions:create'] }))
      .body
    const headers = { 'x-api-key': key }
    await gone.send('POST', '/api/agents', { name: 'Desk' })
    await gone.send('POST', '/api/mcp/servers', { name: 'Nowhere', url: 'http://127.0.0.1:9/mcp' })
    const { session_token: token } = (
      await gateway.fetchJson('/mcp/auth/session', { headers, json: { caller_id: '+5511999999999' } })
    ).body
    const caller = { authorization: `Bearer ${token}` }
    expect((await gateway.fetchJson('/mcp/auth/validate', { headers: caller })).body.valid).toBe(true)
    // A stream that is open when its key ends.
    const stream = await fetch(`${gateway.url}/sse`, { headers })
    expect(stream.status).toBe(200)

    expect((await asAdmin(`/api/users/${gone.id}/belongings`)).body).toEqual({
      servers: 1,
      agents: 1,
      keys: 1,
      sessions: 1,
      calls: 1,
    })
    expect(await asAdmin(`/api/users/${gone.id}`, { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: { name: 'Hugo' },
    })
    expect(await stream.text()).toContain('endpoint')
    expect((await gateway.fetchJson('/api/keys', { headers })).status).toBe(401)
    expect((await gateway.fetchJson('/mcp/auth/validate', { headers: caller })).body.valid).toBe(false)
    expect((await gone.send('GET', '/api/console/me')).status).toBe(401)
    expect((await signIn('Hugo')).answer.status).toBe(401)
    expect(await asAdmin(`/api/users/${gone.id}`, { method: 'DELETE' })).toMatchObject({ status: 404 })
    expect((await asAdmin('/api/users')).body.users.map(({ name }: { name: string }) => name)).toContain('Bia')
    expect((await asAdmin('/api/keys')).status).toBe(200)
  })

  it('never removes the last admin', async () => {
    for (const init of [{ method: 'DELETE' }, { method: 'PATCH', json: { role: 'member' } }]) {
      expect(await asAdmin('/api/users/1', init)).toMatchObject({ status: 409, body: { code: 'OWNER_STAYS' } })
    }
  })
})
