import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'
import { openToolServer, type ToolServer } from './open-tool-server.ts'

export interface ProtectedServer extends AsyncDisposable {
  tools: ToolServer
  issuer: string
  /** How often each path of the authorization server was asked. */
  asked: Record<string, number>
  /** Ends the access token that the tools were last reached with. */
  endToken(): Promise<void>
  /** Takes the authorization server away. */
  stopIssuer(): Promise<void>
  /** Ends everything that the server has given out. */
  endAll(): Promise<void>
  /** From now on the tools want this scope too. */
  want(scope: string): void
}

/** A real authorization server, with dynamic registration, PKCE required and refresh tokens that are good once, and an MCP server behind it. */
export async function openProtectedServer(): Promise<ProtectedServer> {
  const opened = new AsyncDisposableStack()
  const http = createServer()
  const issuer = await listen(http)
  opened.defer(() => {
    http.closeAllConnections()
    http.close()
  })
  const asked: Record<string, number> = {}
  const provider = createProvider(issuer)
  // It warns of what is right for a test: no TLS, its own forms.
  provider.on('server_error', () => {})
  http.on('request', (req, res) => {
    const path = new URL(req.url ?? '/', issuer).pathname
    asked[path] = (asked[path] ?? 0) + 1
    void provider.callback()(req, res)
  })

  let lastToken: { grantId?: string | undefined; destroy(): Promise<unknown> } | undefined
  let wanted = 'mcp'
  let resource = ''
  async function check(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const origin = `http://${req.headers.host}`
    resource = `${origin}/mcp`
    if (req.url?.startsWith('/.well-known/oauth-protected-resource')) {
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ resource, authorization_servers: [issuer], scopes_supported: ['mcp'] }))
      return true
    }
    const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`
    const found = await provider.AccessToken.find(req.headers.authorization?.replace('Bearer ', '') ?? '')
    if (!found || found.isExpired) {
      res.writeHead(401, { 'www-authenticate': challenge }).end()
      return true
    }
    lastToken = found
    if (wanted.split(' ').every((scope) => found.scopes.has(scope))) return false
    res.writeHead(403, { 'www-authenticate': `${challenge}, error="insufficient_scope", scope="${wanted}"` }).end()
    return true
  }
  const tools = opened.use(await openToolServer({ era: 'modern', before: check }))
  return {
    tools,
    issuer,
    asked,
    async endToken() {
      await lastToken?.destroy()
    },
    async stopIssuer() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
    async endAll() {
      if (lastToken?.grantId === undefined) return
      await provider.AccessToken.revokeByGrantId(lastToken.grantId)
      await provider.RefreshToken.revokeByGrantId(lastToken.grantId)
    },
    want: (scope) => void (wanted = `mcp ${scope}`),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function createProvider(issuer: string): Provider {
  return new Provider(issuer, {
    features: {
      registration: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'mcp more', accessTokenTTL: 600, accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    scopes: ['mcp', 'more', 'openid', 'offline_access'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['a key of these tests'] },
  })
}

async function listen(http: Server): Promise<string> {
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
