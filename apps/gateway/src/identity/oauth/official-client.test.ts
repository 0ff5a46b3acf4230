import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createOAuthBrowser } from '../../../test/oauth-browser.ts'
import { openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'

/** Keeps what the client learns in memory, and where it wants to send the person. */
function createMemoryProvider() {
  const kept: {
    client?: Parameters<NonNullable<OAuthClientProvider['saveClientInformation']>>[0]
    tokens?: Parameters<OAuthClientProvider['saveTokens']>[0]
    verifier?: string
    sentTo?: URL
  } = {}
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://localhost:8000/callback',
    clientMetadata: {
      client_name: 'The official client',
      redirect_uris: ['http://localhost:8000/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    codeVerifier: () => kept.verifier ?? '',
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    redirectToAuthorization: (url) => void (kept.sentTo = url),
  }
  return { kept, provider }
}

const opened = new AsyncDisposableStack()
let gateway: TestGateway
beforeAll(async () => {
  gateway = opened.use(await openTestGateway())
})
afterAll(() => opened.disposeAsync())

/** Connects as a client does that knows an address and nothing else; its person lets it in. */
async function findWayIn(url: URL) {
  const browser = createOAuthBrowser(gateway)
  await browser.signIn()
  const { kept, provider } = createMemoryProvider()
  const connect = () => {
    const transport = new StreamableHTTPClientTransport(url, { authProvider: provider })
    const client = new Client({ name: 'a client', version: '1' })
    return { transport, client, connected: client.connect(transport) }
  }
  const first = connect()
  await expect(first.connected).rejects.toBeInstanceOf(UnauthorizedError)
  const back = await browser.answer(await browser.open(String(kept.sentTo)), { allow: true, agentId: null })
  await first.transport.finishAuth(back.searchParams)
  return { kept, connect }
}

// The gateway of one machine has two names, and is told of by one of them.
describe.for(['localhost', '127.0.0.1'])('the official client, told of %s', (name) => {
  it('finds its way in, and refreshes', async () => {
    const url = new URL('/mcp', gateway.gateway.publicUrl)
    url.hostname = name
    const { kept, connect } = await findWayIn(url)

    const second = connect()
    await second.connected
    expect((await second.client.listTools()).tools.map((tool) => tool.name)).toContain('get_availability')
    await second.client.close()

    const before = kept.tokens?.refresh_token
    expect(before).toBeTruthy()
    if (kept.tokens) kept.tokens = { ...kept.tokens, access_token: 'worn-out' }
    const third = connect()
    await third.connected
    expect((await third.client.listTools()).tools.length).toBeGreaterThan(0)
    expect(kept.tokens?.refresh_token).not.toBe(before)
    await third.client.close()

    // Whichever name it was made for.
    for (const host of ['localhost', '127.0.0.1']) {
      url.hostname = host
      const fourth = connect()
      await fourth.connected
      await fourth.client.close()
    }
  })
})

describe('what a gateway of one machine says of its resources', () => {
  const metadata = '/.well-known/oauth-protected-resource/mcp'
  const ask = (path: string, host: string) => request(gateway.url + path, { headers: { host } })

  it('is said by the name that was asked, its authorization server by the one it has', async () => {
    const { port } = new URL(gateway.url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect((await ask('/mcp', host)).headers['www-authenticate']).toBe(
        `Bearer resource_metadata="http://${host}${metadata}"`,
      )
      expect(await (await ask(metadata, host)).body.json()).toMatchObject({
        resource: `http://${host}/mcp`,
        authorization_servers: [gateway.gateway.publicUrl],
      })
    }
  })

  it('is said by its own name where another port was asked', async () => {
    const { resource } = z
      .object({ resource: z.string() })
      .parse(await (await ask(metadata, '127.0.0.1:1')).body.json())
    expect(resource).toBe(`${gateway.gateway.publicUrl}/mcp`)
  })
})

it('is said by PUBLIC_URL alone where others than this machine come in by that', async () => {
  await using exposed = await openTestGateway({ env: { PUBLIC_URL: 'https://voice.example' } })
  const { body, headers } = await exposed.fetchJson('/.well-known/oauth-protected-resource/mcp')
  expect(body).toMatchObject({
    resource: 'https://voice.example/mcp',
    authorization_servers: ['https://voice.example'],
  })
  expect(headers.get('access-control-allow-origin')).toBe('*')
})
