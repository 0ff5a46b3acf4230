import { timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import Provider, { errors, type Configuration } from 'oidc-provider'
import { ownPath } from '../../asked-origin.ts'
import { users } from '../../store/schema/users.ts'
import type { Store } from '../../store/store.ts'
import { addTokenEndpoints } from './add-token-endpoints.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { OAuthConnections } from './oauth-connections.ts'
import type { KeySet } from './oauth-keys.ts'
import { OAUTH } from './oauth-paths.ts'
import { createRecordsAdapter, hashClientSecret } from './oauth-records-adapter.ts'
import { renderError } from './render-error.ts'

/** How long an access token works, in seconds: it cannot be called back where others verify it. */
const ACCESS_TOKEN_SECONDS = 600

/** How long a consent lasts without its refresh token being used, in seconds. */
const GRANT_SECONDS = 90 * 24 * 3600

/** How long a person may take to consent, in seconds. */
const CONSENT_SECONDS = 3600

/** One MCP mount, as the OAuth server sees it. */
export interface Resource {
  /** Its path: what tokens are for is the public origin with it. */
  path: string
  /** What can be asked for there. */
  scopes: readonly string[]
}

export interface ProviderOptions {
  store: Store
  connections: OAuthConnections
  tokens: AccessTokens
  keys: KeySet
  /** The public origin. */
  issuer: string
  findResource: (path: string) => Resource | undefined
  /** What a client gets a token for that names nothing. */
  defaultResource: string
  allScopes: readonly string[]
  /** For clients that are described by a document at their address: reaches public addresses only. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>
  now: () => number
  onError: (error: unknown) => void
}

/** The authorization server (OAuth 2.1, RFC 7591, 7009, 7662, 8414, 8707, 9068, 9207) on our store, keys and paths. */
export function createProvider(options: ProviderOptions): Provider {
  const { store, connections, tokens, keys, issuer, findResource, defaultResource, allScopes, now, onError } = options
  const secure = issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const
  const configuration: Configuration = {
    adapter: (model) => createRecordsAdapter(model, { store, onGrantEnded: (id) => connections.endGrant(id), now }),
    jwks: { keys: keys.signing },
    routes: {
      authorization: `${OAUTH}/authorize`,
      token: `${OAUTH}/token`,
      registration: `${OAUTH}/register`,
      revocation: `${OAUTH}/revoke`,
      introspection: `${OAUTH}/introspect`,
      jwks: `${OAUTH}/jwks`,
    },
    cookies: {
      keys: keys.cookieSecrets,
      names: { session: 'patchbay_oauth', interaction: 'patchbay_consent', resume: 'patchbay_oauth_resume' },
      long: cookie,
      short: cookie,
    },
    scopes: [...allScopes],
    responseTypes: ['code'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    rotateRefreshToken: true,
    // A client says that it wants refresh tokens when it registers; the scope alone would need prompt=consent too.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    // Whichever of its tokens is given back: the consent is over.
    revokeGrantPolicy: () => true,
    // A consent is for the one request that it was given to, and so never for another redirect URI.
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    interactions: { url: (_ctx, { uid }) => `${issuer}${OAUTH}/consent/${uid}` },
    extraTokenClaims: async (_ctx, token) => {
      const row = 'grantId' in token && token.grantId ? await connections.findByGrant(token.grantId) : undefined
      if (!row) throw new errors.InvalidGrant('the connection was ended')
      return { connection: row.id }
    },
    async findAccount(_ctx, sub) {
      const [user] = await store.db
        .select()
        .from(users)
        .where(eq(users.id, Number(sub)))
      return user && { accountId: sub, claims: () => ({ sub, name: user.name }) }
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      IdToken: ACCESS_TOKEN_SECONDS,
      RefreshToken: GRANT_SECONDS,
      Grant: GRANT_SECONDS,
      Interaction: CONSENT_SECONDS,
      Session: CONSENT_SECONDS,
    },
    // Reading and exchanging need the code and its verifier, or a client's secret; no cookie helps a page of elsewhere.
    clientBasedCORS: () => true,
    discovery: { userinfo_endpoint: `${issuer}${OAUTH}/userinfo`, service_documentation: `${issuer}/api/docs` },
    renderError,
    fetch: (url, init) => options.fetch(typeof url === 'string' ? url : new Request(url).url, init),
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? issuer + defaultResource,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, indicator) {
          const path = ownPath(issuer, indicator)
          const resource = path === undefined ? undefined : findResource(path)
          if (!resource) throw new errors.InvalidTarget('there is no such resource here')
          return {
            scope: resource.scopes.join(' '),
            audience: issuer + resource.path,
            accessTokenTTL: ACCESS_TOKEN_SECONDS,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
  }
  const provider = new Provider(issuer, configuration)
  // The address that it is reached by is ours to say: see `open-oauth.ts`.
  provider.proxy = true
  Object.defineProperty(provider.Client.prototype, 'compareClientSecret', {
    value(this: { clientSecret: string }, actual: string) {
      const [kept, given] = [Buffer.from(this.clientSecret), Buffer.from(hashClientSecret(actual))]
      return kept.length === given.length && timingSafeEqual(kept, given)
    },
  })
  addTokenEndpoints(provider, tokens, connections)
  provider.on('server_error', (_ctx, error) => onError(error))
  return provider
}
