import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import Provider, { type ClientMetadata } from 'oidc-provider'

export interface TestIssuer extends AsyncDisposable {
  url: string
  /** Answers of the key set so far. */
  keyReads(): number
  /** A token of a program that signed in there, as the issuer writes it. */
  token(audience: string, scope?: string): Promise<string>
  /** A token signed by the issuer's own key, with these claims over good ones. */
  sign(
    claims: Record<string, unknown>,
    options?: {
      /** Seconds since 1970; null: the token has no end. */ expiresAt?: number | null
      key?: CryptoKey
      kid?: string
    },
  ): Promise<string>
  /** Registers a client in whose name people sign in, in place of any of that name. */
  addClient(id: string, secret: string, redirectUri: string): Promise<void>
  /** Signs by a new key from now on. */
  rotate(): Promise<void>
  /** While it is away, connections to it are cut. */
  setAway(away: boolean): void
}

/** A real OpenID Connect provider on loopback; whoever signs in there is who they say, by any password. */
export async function openIssuer(): Promise<TestIssuer> {
  const clients: ClientMetadata[] = []
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  let keyReads = 0
  let away = false
  let rotations = 0
  let provider: Provider
  let signing: { key: CryptoKey; kid: string }

  async function rotate() {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = `key-${(rotations += 1)}`
    signing = { key: privateKey, kid }
    provider = new Provider(url, {
      jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }] },
      clients: [
        {
          client_id: 'program',
          client_secret: 'of-the-program',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
        ...clients,
      ],
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_, resource) => ({
            scope: 'tools:call realtime',
            audience: resource,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
      // As a program's token carries none, and ours are linked by it.
      extraTokenClaims: () => ({ sub: 'program' }),
      claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: false,
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true }),
      }),
      pkce: { required: () => true },
      cookies: { keys: ['a key of these tests'] },
    })
    provider.on('server_error', () => {})
  }
  await rotate()
  server.on('request', (req, res) => {
    if (away) return void req.socket.destroy()
    if (req.url === '/jwks') keyReads += 1
    void provider.callback()(req, res)
  })

  return {
    url,
    keyReads: () => keyReads,
    async token(audience, scope = 'tools:call') {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('program:of-the-program')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience, scope }),
      })
      const body = (await response.json()) as { access_token?: string }
      if (!body.access_token) throw new Error(`No token: ${JSON.stringify(body)}`)
      return body.access_token
    },
    sign(claims, { expiresAt = Date.now() / 1000 + 600, key = signing.key, kid = signing.kid } = {}) {
      const token = new SignJWT({ iss: url, sub: 'ana', scope: 'tools:call', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuedAt()
      if (expiresAt !== null) token.setExpirationTime(Math.floor(expiresAt))
      return token.sign(key)
    },
    async addClient(id, secret, redirectUri) {
      const others = clients.filter(({ client_id }) => client_id !== id)
      const auth = { client_secret: secret, token_endpoint_auth_method: 'client_secret_post' } as const
      clients.splice(0, clients.length, ...others, { client_id: id, ...auth, redirect_uris: [redirectUri] })
      await rotate()
    },
    rotate,
    setAway(value) {
      away = value
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
