import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { expect, it } from 'vitest'
import { createOAuthBrowser } from '../../../test/oauth-browser.ts'
import { openTestGateway } from '../../../test/open-test-gateway.ts'

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

it('lets the official client find its way in, and refresh', async () => {
  await using gateway = await openTestGateway()
  const url = new URL('/mcp', gateway.gateway.publicUrl)
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

  const second = connect()
  await second.connected
  expect((await second.client.listTools()).tools.map(({ name }) => name)).toContain('get_availability')
  await second.client.close()

  const before = kept.tokens?.refresh_token
  expect(before).toBeTruthy()
  if (kept.tokens) kept.tokens = { ...kept.tokens, access_token: 'worn-out' }
  const third = connect()
  await third.connected
  expect((await third.client.listTools()).tools.length).toBeGreaterThan(0)
  expect(kept.tokens?.refresh_token).not.toBe(before)
  await third.client.close()
})
