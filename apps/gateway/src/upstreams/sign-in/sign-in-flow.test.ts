import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'
import { createWorkshop } from '../../../test/workshop.ts'
import { SIGN_IN_CALLBACK } from './signed-in-provider.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }

let gateway: TestGateway
let issuer: string
let protectedUrl: string
/** What the server was last reached with. */
let lastToken: { destroy(): Promise<unknown> } | undefined
const opened = new AsyncDisposableStack()
beforeAll(async () => {
  const authorization = await listen()
  issuer = authorization.url
  const provider = openProvider(issuer)
  authorization.server.on('request', (req, res) => void provider.callback()(req, res))
  const mcp = await listen()
  protectedUrl = `${mcp.url}/mcp`
  mcp.server.on('request', protect(provider, mcp.url))
  gateway = opened.use(await openTestGateway())
})
afterAll(() => opened.disposeAsync())

async function listen(): Promise<{ server: HttpServer; url: string }> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  opened.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

/** A real authorization server: dynamic registration, PKCE required, refresh tokens that rotate. */
function openProvider(url: string): Provider {
  const provider = new Provider(url, {
    features: {
      registration: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'mcp', accessTokenTTL: 600, accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    scopes: ['mcp', 'openid', 'offline_access'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['a key of these tests'] },
    clientDefaults: { token_endpoint_auth_method: 'none' },
  })
  // It warns of what is right for a test: no TLS, its own forms.
  provider.on('server_error', () => {})
  return provider
}

/** An MCP server that wants a bearer of that authorization server (RFC 9728). */
function protect(provider: Provider, url: string) {
  const handler = toNodeHandler(createMcpHandler(() => createWorkshop().server, { legacy: 'stateless' }))
  return (req: IncomingMessage, res: ServerResponse) => {
    if (req.url?.startsWith('/.well-known/oauth-protected-resource')) {
      res.setHeader('content-type', 'application/json')
      return void res.end(
        JSON.stringify({ resource: protectedUrl, authorization_servers: [issuer], scopes_supported: ['mcp'] }),
      )
    }
    const token = req.headers.authorization?.replace('Bearer ', '') ?? ''
    void provider.AccessToken.find(token).then((found) => {
      if (found && !found.isExpired) {
        lastToken = found
        return handler(req as never, res)
      }
      const metadata = `${url}/.well-known/oauth-protected-resource/mcp`
      res.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end()
    })
  }
}

/** What a person does in a browser: signs in and agrees. @returns Where they are sent back to. */
async function signIn(start: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start
  let body: URLSearchParams | undefined
  for (let step = 0; step < 12; step += 1) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { method: 'POST', body }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null) {
      const next = new URL(location, url)
      if (next.pathname === SIGN_IN_CALLBACK) return next
      url = next.href
      body = undefined
    } else {
      const page = await response.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
      url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url).href
      body = new URLSearchParams({ prompt, login: 'ana', password: 'anything' })
    }
  }
  throw new Error('The sign-in never came back')
}

async function addServer(): Promise<number> {
  const json = { name: 'Protected', url: protectedUrl, type: 'http' }
  return (await gateway.fetchJson('/api/mcp/servers', { headers: admin, json })).body.id
}
const read = async (id: number) => (await gateway.fetchJson(`/api/mcp/servers/${id}`, { headers: admin })).body
const begin = async (id: number) =>
  (await gateway.fetchJson(`/api/mcp/servers/${id}/sign-in`, { headers: admin, method: 'POST' })).body.url as string
const comeBack = (url: URL) => gateway.fetchJson(`${url.pathname}${url.search}&own=1`, { headers: admin })

describe('a server that wants a person to sign in', () => {
  it('says so, takes a token that nobody registered for by hand, and renews it by itself', async () => {
    const id = await addServer()
    await expect.poll(() => read(id)).toMatchObject({ connectionStatus: 'error', needsSignIn: true, signedIn: false })

    const start = new URL(await begin(id))
    expect(start.origin).toBe(issuer)
    expect(start.searchParams.get('code_challenge_method')).toBe('S256')
    expect(start.searchParams.get('resource')).toBe(protectedUrl)
    const back = await signIn(start.href)
    const answer = await fetch(`${gateway.url}${back.pathname}${back.search}&own=1`, {
      headers: admin,
      redirect: 'manual',
    })
    expect(answer.headers.get('location')).toBe(`/servers/${id}`)
    await expect.poll(() => read(id)).toMatchObject({ connectionStatus: 'connected', signedIn: true, toolCount: 8 })

    const call = async () =>
      (
        await gateway.fetchJson(`/api/mcp/servers/${id}/tools/call`, {
          headers: admin,
          json: { name: 'get_echo', arguments: { text: 'hi' } },
        })
      ).body
    expect(await call()).toMatchObject({ content: [{ text: 'hi' }] })
    // The token is over; nobody is asked again.
    await lastToken?.destroy()
    expect(await call()).toMatchObject({ content: [{ text: 'hi' }] })
  })

  it('takes a state once, from whoever began', async () => {
    const id = await addServer()
    const back = await signIn(await begin(id))
    const forged = new URL(back)
    forged.searchParams.set('state', 'of somebody else')
    expect(await comeBack(forged)).toMatchObject({ status: 400, body: { code: 'SIGN_IN_FAILED' } })
    await fetch(`${gateway.url}${back.pathname}${back.search}&own=1`, { headers: admin, redirect: 'manual' })
    expect(await comeBack(back)).toMatchObject({ status: 400, body: { code: 'SIGN_IN_FAILED' } })
  })
})
