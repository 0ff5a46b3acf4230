import { generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from 'jose'
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { librarySearchResult } from '@patchbay/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askToBeLetIn } from './src/ask-to-be-let-in.ts'
import { programFor, startKeycloak, whyNoKeycloak, type Keycloak } from './src/keycloak.ts'
import { openPage } from './src/console-page.ts'
import { letIn } from './src/let-in.ts'
import { openBrowser } from './src/open-browser.ts'
import { adminApiKey, startGateway, type Gateway } from './src/start-gateway.ts'

const AUDIENCE = 'patchbay-of-the-office'

const why = await whyNoKeycloak()
if (why !== undefined && process.env['CI']) throw new Error(why)

describe.skipIf(why !== undefined)(`with a real Keycloak${why === undefined ? '' : `: ${why}`}`, () => {
  const opened = new AsyncDisposableStack()
  let keycloak: Keycloak
  let gateway: Gateway
  beforeAll(async () => {
    keycloak = opened.use(await startKeycloak())
    gateway = opened.use(
      await startGateway({
        env: {
          OIDC_ISSUER: keycloak.issuer,
          OIDC_AUDIENCE: AUDIENCE,
          OIDC_ROLE_SCOPES: 'voice-agent=tools:call,listener=library:read',
          OIDC_SIGN_UP: 'anyone',
          OIDC_CLIENT_ID: 'console',
          OIDC_CLIENT_SECRET: 'secret-of-the-console',
          OIDC_NAME: 'Keycloak',
        },
      }),
    )
    await keycloak.addClient(programFor('agent', 'secret-of-the-agent', AUDIENCE))
    await keycloak.addClient(programFor('elsewhere', 'secret-of-elsewhere', 'another-audience'))
    await keycloak.addClient(programFor('hurried', 'secret-of-the-hurried', AUDIENCE, { lifeS: 1 }))
    await keycloak.addClient(programFor('radio', 'secret-of-the-radio', AUDIENCE, { role: 'listener' }))
    await keycloak.addClient({
      clientId: 'console',
      secret: 'secret-of-the-console',
      publicClient: false,
      redirectUris: [`http://localhost:${gateway.port}/api/console/provider/callback`],
    })
  }, 400_000)
  afterAll(() => opened.disposeAsync(), 60_000)

  async function connect(path: string, token: string) {
    const client = new Client({ name: 'test', version: '1' })
    const headers = { authorization: `Bearer ${token}` }
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url + path), { requestInit: { headers } }))
    return { client, [Symbol.asyncDispose]: () => client.close() }
  }

  /** What the gateway says to a bearer. */
  async function answerTo(token: string, path: string) {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    })
    const body = (await response.json()) as { error?: string; code?: string }
    return { status: response.status, body }
  }

  test("a program's token reaches the tools, by its realm role", async () => {
    await using connected = await connect('/mcp', await keycloak.token('agent', 'secret-of-the-agent'))
    const { tools } = await connected.client.listTools()
    expect(tools.map(({ name }) => name)).toContain('get_availability')
  })

  test('a token with a role of the library reaches it, by tool and by REST, and nothing else', async () => {
    const token = await keycloak.token('radio', 'secret-of-the-radio')
    await using connected = await connect('/mcp-server', token)
    const found = await connected.client.callTool({ name: 'search_library', arguments: { query: 'Marit' } })
    const [first] = librarySearchResult.parse(found.structuredContent).results
    expect(first?.title).toBe('The Quiet Bell of Corrow')
    const asked = { name: 'ask_job_question', arguments: { job_id: first?.job_id, question: 'Who is Marit?' } }
    expect(await connected.client.callTool(asked)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('library:ask') }],
    })
    const headers = { authorization: `Bearer ${token}` }
    const byRest = await fetch(`${gateway.url}/api/v1/knowledge/library/search?query=Marit`, { headers })
    expect(await byRest.json()).toEqual(found.structuredContent)
    expect(await answerTo(token, '/mcp')).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
  })

  test('a token for another audience, an expired one, a forged one and an unsigned one reach no mount', async () => {
    const good = await keycloak.token('agent', 'secret-of-the-agent')
    const claims = decodeJwt(good)
    const { kid = '' } = decodeProtectedHeader(good)
    const { privateKey } = await generateKeyPair('RS256')
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)
    const wrong = [await keycloak.token('elsewhere', 'secret-of-elsewhere'), forged, new UnsecuredJWT(claims).encode()]
    const short = await keycloak.token('hurried', 'secret-of-the-hurried')
    const refused = { status: 401, body: { code: 'INVALID_TOKEN' } }
    for (const path of ['/mcp', '/mcp-server']) {
      for (const token of wrong) expect(await answerTo(token, path)).toMatchObject(refused)
      await expect.poll(() => answerTo(short, path), { timeout: 30_000 }).toMatchObject(refused)
      expect((await answerTo(short, path)).body.error).toContain('expired')
      expect(await answerTo(good, path)).toMatchObject({ status: 200 })
    }
  })

  describe('the voicebox’s SSE mount', () => {
    const path = '/api/v2/mcp/sse'

    /** A client on the stream calls a tool. @returns The server's name and the tool's first words. */
    async function useStream(headers: Record<string, string>) {
      const client = new Client({ name: 'test', version: '1' })
      await client.connect(new SSEClientTransport(new URL(gateway.url + path), { requestInit: { headers } }))
      const { content } = await client.callTool({ name: 'get_server_status', arguments: {} })
      const name = client.getServerVersion()?.name
      await client.close()
      return [name, content[0]]
    }

    /** What is said to whoever opens the stream, or posts to it. */
    async function refusalOf(headers: Record<string, string>, query = '') {
      const answers: unknown[] = []
      for (const [at, init] of [
        [path, {}],
        ['/api/v2/mcp/messages', { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }) }],
      ] as const) {
        const accept = 'application/json, text/event-stream'
        const sent = { ...headers, accept, 'content-type': 'application/json' }
        const leave = new AbortController()
        const response = await fetch(gateway.url + at + query, { ...init, headers: sent, signal: leave.signal })
        const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
        answers.push([response.status, isStream ? 'a stream' : ((await response.json()) as { code?: string }).code])
        leave.abort()
      }
      return answers
    }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    const spoken = ['AgentVoiceBox', { type: 'text', text: 'AgentVoiceBox Platform is ONLINE' }]

    test("opens to Keycloak's token, to an API key and to a token of our own", async () => {
      expect(await useStream(bearer(await keycloak.token('agent', 'secret-of-the-agent')))).toEqual(spoken)
      expect(await useStream({ 'x-api-key': adminApiKey })).toEqual(spoken)
      expect(await useStream(bearer(adminApiKey))).toEqual(spoken)
      const asking = await askToBeLetIn(gateway, 'A speaker', path)
      const back = await letIn(gateway, `http://localhost:${gateway.port}${asking.authorize}`)
      expect(await useStream(bearer(await asking.exchange(back.searchParams.get('code') ?? '')))).toEqual(spoken)
    })

    test('opens to nothing else', async () => {
      const good = await keycloak.token('agent', 'secret-of-the-agent')
      const claims = decodeJwt(good)
      const { kid = '' } = decodeProtectedHeader(good)
      const { privateKey } = await generateKeyPair('RS256')
      const refused = (status: number, code: string) => [1, 2].map(() => [status, code])
      for (const wrong of [
        await keycloak.token('elsewhere', 'secret-of-elsewhere'),
        await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
        new UnsecuredJWT(claims).encode(),
        `${good.slice(0, good.lastIndexOf('.'))}.`,
      ]) {
        expect(await refusalOf(bearer(wrong))).toEqual(refused(401, 'INVALID_TOKEN'))
      }
      const short = await keycloak.token('hurried', 'secret-of-the-hurried')
      await expect.poll(() => refusalOf(bearer(short)), { timeout: 30_000 }).toEqual(refused(401, 'INVALID_TOKEN'))
      // A token that is good elsewhere: its role opens the library alone, and its consent another mount.
      const radio = await keycloak.token('radio', 'secret-of-the-radio')
      expect(await refusalOf(bearer(radio))).toEqual(refused(403, 'SCOPE_REQUIRED'))
      const asking = await askToBeLetIn(gateway, 'A reader', '/mcp-server')
      const back = await letIn(gateway, `http://localhost:${gateway.port}${asking.authorize}`)
      const ofLibrary = await asking.exchange(back.searchParams.get('code') ?? '')
      expect(await refusalOf(bearer(ofLibrary))).toEqual(refused(401, 'INVALID_TOKEN'))
      expect(await refusalOf({})).toEqual(refused(401, 'MISSING_TOKEN'))
      for (const name of ['access_token', 'token', 'api_key', 'key']) {
        for (const secret of [good, adminApiKey]) {
          expect(await refusalOf({}, `?${name}=${secret}`)).toEqual(refused(401, 'MISSING_TOKEN'))
        }
      }
    })
  })

  test('a person signs in to the console there, and is who they were the next time', async () => {
    await using browser = { instance: await openBrowser(), [Symbol.asyncDispose]: () => browser.instance.close() }
    async function signIn() {
      await using profile = await openPage(browser.instance, gateway)
      const { page, errors } = profile
      await page.goto('/sign-in')
      await page.getByRole('button', { name: 'Sign in with Keycloak' }).click()
      await page.getByRole('textbox', { name: 'Username or email' }).fill('ana')
      await page.getByRole('textbox', { name: 'Password' }).fill('ana-of-the-office')
      await page.getByRole('button', { name: 'Sign In' }).click()
      await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
      await page.getByText('Ana Reis').filter({ visible: true }).first().waitFor()
      expect(errors).toEqual([])
    }
    await signIn()
    await signIn()
    const response = await fetch(`${gateway.url}/api/users`, { headers: { 'x-api-key': adminApiKey } })
    const { users } = (await response.json()) as { users: { name: string; role: string }[] }
    expect(users.filter(({ name }) => name.startsWith('Ana'))).toMatchObject([{ name: 'Ana Reis', role: 'member' }])
  })
})
