import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBrowserSession } from '../../test/browser-session.ts'
import { openIssuer, type TestIssuer } from '../../test/open-issuer.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }
const opened = new AsyncDisposableStack()
let issuer: TestIssuer
let gateway: TestGateway
beforeAll(async () => {
  issuer = opened.use(await openIssuer())
  gateway = opened.use(await open({}))
})
afterAll(() => opened.disposeAsync())

/** The issuer's client comes back to wherever the gateway listens. */
async function open(env: Record<string, string>): Promise<TestGateway> {
  const made = await openTestGateway({
    env: {
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: 'console',
      OIDC_CLIENT_SECRET: 'of-the-console',
      OIDC_NAME: 'The office',
      RATE_SIGN_INS_PER_MINUTE: '1000',
      ...env,
    },
  })
  await issuer.addClient('console', 'of-the-console', `${made.gateway.publicUrl}/api/console/provider/callback`)
  return made
}

async function comeBy(login: string, { invitation, on = gateway }: { invitation?: string; on?: TestGateway } = {}) {
  const browser = createBrowserSession(on)
  const { status, body } = await browser.send('POST', '/api/console/provider/start', { invitation })
  expect(status).toBe(200)
  return { browser, start: new URL(body.url), back: await browser.visit(body.url, login) }
}

async function invite(role = 'member'): Promise<string> {
  const { body } = await gateway.fetchJson('/api/invitations', { headers: admin, json: { note: 'somebody', role } })
  return new URL(body.link).hash.slice('#code='.length)
}

describe('signing in by a provider', () => {
  it('is offered where it is set', async () => {
    expect((await gateway.fetchJson('/api/console/sign-in-ways')).body).toEqual({ provider: { name: 'The office' } })
    await using without = await openTestGateway()
    expect((await without.fetchJson('/api/console/sign-in-ways')).body).toEqual({ provider: null })
    const browser = createBrowserSession(without)
    expect(await browser.send('POST', '/api/console/provider/start', {})).toMatchObject({ status: 404 })
  })

  it('lets nobody in who was not invited, and an invited one again and again', async () => {
    const { start, back, browser } = await comeBy('ana')
    expect(start.searchParams.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(start.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
    expect(back.pathname + back.search).toBe('/sign-in?problem=NOT_INVITED')
    expect(await browser.send('GET', '/api/console/me')).toMatchObject({ status: 401 })

    const invited = await comeBy('ana', { invitation: await invite('admin') })
    expect(invited.back.pathname + invited.back.search).toBe('/sign-in')
    const me = await invited.browser.send('GET', '/api/console/me')
    expect(me.body.user).toMatchObject({ name: 'ana', role: 'admin' })
    const again = await comeBy('ana')
    expect((await again.browser.send('GET', '/api/console/me')).body.user).toEqual(me.body.user)
    expect((await again.browser.send('GET', '/api/console/sessions')).body.sessions[0]).toMatchObject({
      way: 'provider',
    })
  })

  it('takes nobody for another who has the same e-mail address or name', async () => {
    const browser = createBrowserSession(gateway)
    const account = { code: await invite(), name: 'bia', email: 'bia@example.com', password: 'a long enough password' }
    const { body } = await browser.send('POST', '/api/console/invitations/accept', account)
    expect((await comeBy('bia')).back.search).toBe('?problem=NOT_INVITED')
    const other = await comeBy('bia', { invitation: await invite() })
    const me = (await other.browser.send('GET', '/api/console/me')).body
    expect(me.user.id).not.toBe(body.user.id)
    expect(me.user.name).toBe('bia 2')
  })

  it('is connected to an account of one’s own, and disconnected', async () => {
    const browser = createBrowserSession(gateway)
    const account = { code: await invite(), name: 'Caio', password: 'a long enough password' }
    const me = (await browser.send('POST', '/api/console/invitations/accept', account)).body
    const { body } = await browser.send('POST', '/api/console/provider/start', { connect: true })
    expect((await browser.visit(body.url, 'caio')).pathname).toBe('/people')
    expect((await (await comeBy('caio')).browser.send('GET', '/api/console/me')).body.user).toEqual(me.user)
    const { identities } = (await browser.send('GET', '/api/console/account')).body
    expect(identities).toMatchObject([{ issuer: issuer.url }])
    await browser.send('DELETE', `/api/console/identities/${identities[0].id}`)
    expect((await comeBy('caio')).back.search).toBe('?problem=NOT_INVITED')
  })

  it('lets anyone in as a member where the settings say so', async () => {
    await using everyone = await open({ OIDC_SIGN_UP: 'anyone' })
    const { browser } = await comeBy('davi', { on: everyone })
    expect((await browser.send('GET', '/api/console/me')).body.user).toMatchObject({ name: 'davi', role: 'member' })
    await issuer.addClient('console', 'of-the-console', `${gateway.gateway.publicUrl}/api/console/provider/callback`)
  })

  it('is refused in a browser that has not begun it, and under another state', async () => {
    const victim = createBrowserSession(gateway)
    const code = `${gateway.url}/api/console/provider/callback?code=x&state=y&iss=${encodeURIComponent(issuer.url)}`
    expect((await victim.visit(code, '')).search).toBe('?problem=SIGN_IN_FAILED')
    await victim.send('POST', '/api/console/provider/start', {})
    expect((await victim.visit(code, '')).search).toBe('?problem=SIGN_IN_FAILED')
    expect(await victim.send('GET', '/api/console/me')).toMatchObject({ status: 401 })
  })

  it('waits for a provider that is away at the start, and says so', async () => {
    issuer.setAway(true)
    await using early = await open({})
    const browser = createBrowserSession(early)
    expect(await early.fetchJson('/readyz')).toMatchObject({ status: 200 })
    expect(await browser.send('POST', '/api/console/provider/start', {})).toMatchObject({
      status: 503,
      body: { code: 'ISSUER_UNAVAILABLE' },
    })
    issuer.setAway(false)
    expect(await browser.send('POST', '/api/console/provider/start', {})).toMatchObject({ status: 200 })
  })
})
