import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { makeSignInLink, openPage } from './src/console-page.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, startGateway } from './src/start-gateway.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

const gateway = shareGateway()
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
  const response = await post('/api/agents', { name: 'Front desk' })
  if (response.status !== 201) throw new Error(`The agent was not made: ${await response.text()}`)
})
afterAll(() => browser?.close())

const origin = () => `http://localhost:${gateway().port}`

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-api-key': adminApiKey }
  return fetch(origin() + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Registers a client that is called back at the gateway's own page. */
async function register() {
  const redirectUri = `${origin()}/callback`
  const answer = await post('/api/v1/mcp-oauth/register', {
    client_name: 'ChatGPT Voice Assistant',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  })
  const client = z.object({ client_id: z.string(), client_secret: z.string() }).parse(await answer.json())
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  return { client, verifier, redirectUri, authorize: `/api/v1/mcp-oauth/authorize?${query.toString()}` }
}

/** A client that is described by a document at its own address, over TLS that the gateway is told to trust. */
async function serveDocument(redirectUri: string) {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-client-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...subject]
  await promisify(execFile)('openssl', [...made, '-keyout', key, '-out', cert])
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_req, res) => {
    res.setHeader('content-type', 'application/json')
    res.end(
      JSON.stringify({
        client_id: id,
        client_name: 'A described client',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens on a port.
  const id = `https://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`
  return {
    id,
    cert,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function seriousViolations(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
}

test('a person signs in, sees who asks, picks an agent, and copies the code', async () => {
  const { client, verifier, redirectUri, authorize } = await register()
  await using opened = await openPage(browser, gateway())
  const { page, errors } = opened
  await page.goto(authorize)
  // Nobody is signed in here: the way leads over the sign-in page and back.
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.getByRole('textbox', { name: 'Sign-in link or code' }).fill(await makeSignInLink(gateway()))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()

  await page.getByRole('heading', { level: 1, name: 'Connect ChatGPT Voice Assistant?' }).waitFor()
  await page.getByText('Unverified.').waitFor()
  expect(await page.getByText(`localhost:${gateway().port}`, { exact: true }).first().isVisible()).toBe(true)
  expect(await seriousViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByText('Pick what it gets.').waitFor()
  await page.getByRole('radio', { name: 'Front desk' }).check()
  await page.getByRole('button', { name: 'Allow' }).click()

  await page.getByRole('heading', { level: 1, name: 'Connected' }).waitFor()
  expect(page.url()).toBe(redirectUri)
  expect(await seriousViolations(page)).toEqual([])
  const code = await page.getByRole('textbox', { name: 'Code' }).inputValue()
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri, ...client }
  const answer = await fetch(`${origin()}/api/v1/mcp-oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json())
  const listed = await fetch(`${origin()}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })
  expect(await listed.text()).not.toContain('get_availability')
  expect(errors).toEqual([])
})

test('a person says no, and the client hears of it', async () => {
  const { authorize, redirectUri } = await register()
  await using opened = await openPage(browser, gateway())
  const { page, errors } = opened
  await page.goto(await makeSignInLink(gateway()))
  await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
  const sent = page.waitForRequest((request) => request.url().startsWith(redirectUri))
  await page.goto(authorize)
  await page.getByRole('button', { name: 'Deny' }).click()
  const { searchParams } = new URL((await sent).url())
  expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'a-state', iss: origin() })
  await page.getByRole('heading', { level: 1, name: 'Not connected' }).waitFor()
  expect(errors).toEqual([])
})

test.skipIf(!hasOpenssl)('a client is known by the document at its address (needs openssl for its TLS)', async () => {
  const redirectUri = 'http://127.0.0.1:9/back'
  await using document = await serveDocument(redirectUri)
  await using trusting = await startGateway({ env: { NODE_EXTRA_CA_CERTS: document.cert } })
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: document.id,
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  await using opened = await openPage(browser, trusting)
  const { page } = opened
  await page.goto(await makeSignInLink(trusting))
  await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
  await page.goto(`/api/v1/mcp-oauth/authorize?${query.toString()}`)
  await page.getByRole('heading', { level: 1, name: 'Connect A described client?' }).waitFor()
  expect(await page.getByText(document.id).isVisible()).toBe(true)
  expect(await page.getByText('Unverified.').isVisible()).toBe(false)
  const sent = page.waitForRequest((request) => request.url().startsWith(redirectUri))
  await page.getByRole('button', { name: 'Allow' }).click()
  const code = new URL((await sent).url()).searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, client_id: document.id }
  const answer = await fetch(`http://localhost:${trusting.port}/api/v1/mcp-oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, redirect_uri: redirectUri }),
  })
  expect(await answer.json()).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) })
})

test('the pages are in no frame, and an answer of another server is not used', async () => {
  for (const path of ['/consent/any', '/callback']) {
    const { headers } = await fetch(origin() + path)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
  }
  await using opened = await openPage(browser, gateway())
  await opened.page.goto('/callback?code=x&iss=https://evil.example')
  await opened.page.getByRole('heading', { level: 1, name: 'Not from here' }).waitFor()
})
