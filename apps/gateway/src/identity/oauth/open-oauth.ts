import type { IncomingMessage, ServerResponse } from 'node:http'
import { PatchbayError, type Principal } from '@patchbay/contract'
import { and, eq, lt, notExists, sql } from 'drizzle-orm'
import type { JWK } from 'jose'
import type Provider from 'oidc-provider'
import { askedOrigin, ownPath } from '../../asked-origin.ts'
import type { Bus } from '../../bus/bus.ts'
import { runEvery } from '../../run-every.ts'
import type { KeyRing } from '../../store/key-ring.ts'
import { oauthConnections } from '../../store/schema/oauth-connections.ts'
import { oauthKeys } from '../../store/schema/oauth-keys.ts'
import { oauthRecords } from '../../store/schema/oauth-records.ts'
import type { Store } from '../../store/store.ts'
import { createAccessTokens, type AccessTokenClaims } from './access-tokens.ts'
import { createConsent, type Consent } from './consent.ts'
import { createProvider, type Resource } from './create-provider.ts'
import { createOAuthConnections, type OAuthConnections } from './oauth-connections.ts'
import { readOAuthKeys, type KeySet } from './oauth-keys.ts'
import { OAUTH, SERVER_METADATA } from './oauth-paths.ts'

/** How often what is over is cleared away, and the keys are looked at, in ms. */
const SWEEP_MS = 3_600_000

/** How long a client that nobody has let in is kept, in ms. */
const ABANDONED_MS = 24 * 3_600_000

/** The authorization server, and what is made of its tokens. */
export interface OAuth extends AsyncDisposable {
  connections: OAuthConnections
  consent: Consent
  looksLikeToken(bearer: string): boolean
  /** @returns The principal of an access token of ours that is in force and for one of these paths. */
  find(token: string, resources: readonly string[]): Promise<Principal | undefined>
  read(token: string): Promise<AccessTokenClaims | undefined>
  /** Answers a request for one of the server's own addresses. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>
  publishedKeys(): Promise<JWK[]>
  /**
   * @param host - By which it was asked.
   * @returns What a mount says of itself (RFC 9728), where there is one.
   */
  describeResource(path: string, host: string | undefined): object | undefined
  /** Clears away what is over: records, and clients that nobody has let in. */
  sweep(): Promise<void>
}

export interface OAuthOptions {
  store: Store
  bus: Bus
  keyRing: KeyRing
  /** The origin that others see; known once the gateway listens. */
  publicUrl: () => string
  findResource: (path: string) => Resource | undefined
  /** The path of what a client gets a token for that names nothing. */
  defaultResource: string
  /** Every scope that some resource has. */
  scopes: readonly string[]
  /** Reaches public addresses only. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>
  rememberMs: number
  now: () => number
  onError: (error: unknown) => void
}

export function openOAuth(options: OAuthOptions): OAuth {
  const { store, bus, publicUrl, findResource, defaultResource, scopes, rememberMs, now, onError } = options
  const { db } = store
  const allScopes = ['openid', 'offline_access', ...scopes]
  const connections = createOAuthConnections({ store, bus, now })
  let keys: Promise<KeySet> | undefined
  let built: { issuer: string; keys: KeySet; provider: Provider } | undefined

  /** Read when the first request comes: most gateways never have one. */
  function currentKeys(): Promise<KeySet> {
    if (keys === undefined) {
      const reading = readOAuthKeys(options)
      reading.catch(() => {
        if (keys === reading) keys = undefined
      })
      keys = reading
    }
    return keys
  }

  const tokens = createAccessTokens({
    bus,
    connections,
    async keyOf(kid) {
      const known = (await currentKeys()).verifying.get(kid)
      if (known) return known
      // Another process may have made one since.
      const [made] = await db.select({ id: oauthKeys.id }).from(oauthKeys).where(eq(oauthKeys.kid, kid))
      if (!made) return undefined
      keys = undefined
      return (await currentKeys()).verifying.get(kid)
    },
    issuer: publicUrl,
    rememberMs,
    now,
  })

  async function provider(): Promise<Provider> {
    const issuer = publicUrl()
    const current = await currentKeys()
    if (built?.issuer !== issuer || built.keys !== current) {
      const made = createProvider({ ...options, issuer, keys: current, allScopes, connections, tokens })
      built = { issuer, keys: current, provider: made }
    }
    return built.provider
  }

  async function sweep(): Promise<void> {
    await db.delete(oauthRecords).where(lt(oauthRecords.expiresAt, new Date(now())))
    const letIn = db
      .select({ one: sql`1` })
      .from(oauthConnections)
      .where(eq(oauthConnections.clientId, oauthRecords.id))
    const abandoned = lt(oauthRecords.createdAt, new Date(now() - ABANDONED_MS))
    await db.delete(oauthRecords).where(and(eq(oauthRecords.model, 'Client'), abandoned, notExists(letIn)))
    // A grant that has run out, unused, leaves its connection without any way in.
    const grant = db
      .select({ one: sql`1` })
      .from(oauthRecords)
      .where(and(eq(oauthRecords.model, 'Grant'), eq(oauthRecords.id, oauthConnections.grantId)))
    const old = lt(oauthConnections.createdAt, new Date(now() - ABANDONED_MS))
    await db.delete(oauthConnections).where(and(old, notExists(grant)))
    keys = undefined
  }
  const sweeping = runEvery(SWEEP_MS, sweep, onError)

  return {
    connections,
    consent: createConsent({ provider, connections, issuer: publicUrl, findResource }),
    looksLikeToken: (bearer) => tokens.looksLikeOne(bearer),
    find: (token, resources) => tokens.find(token, resources),
    read: (token) => tokens.read(token),
    async handle(req, res) {
      const server = await provider()
      const { host, protocol } = new URL(publicUrl())
      // Addresses in answers are those that others see, whatever name a request came by.
      req.headers.host = host
      req.headers['x-forwarded-proto'] = protocol.slice(0, -1)
      delete req.headers['x-forwarded-host']
      req.headers.cookie = withoutLogin(req.headers.cookie)
      const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
      if (path.startsWith(`${SERVER_METADATA}/`)) req.url = SERVER_METADATA
      if (path === `${OAUTH}/authorize`) req.url = await withDefaults(server, req.url ?? path)
      for (const [name, value] of Object.entries(SAFE_HEADERS)) res.setHeader(name, value)
      await server.callback()(req, res)
    },
    publishedKeys: async () => (await currentKeys()).published,
    describeResource(path, host) {
      const resource = findResource(path)
      return (
        resource && {
          resource: askedOrigin(publicUrl(), host) + resource.path,
          authorization_servers: [publicUrl()],
          scopes_supported: [...resource.scopes, 'offline_access'],
          bearer_methods_supported: ['header'],
          resource_name: 'Patchbay',
        }
      )
    },
    sweep,
    async [Symbol.asyncDispose]() {
      await sweeping[Symbol.asyncDispose]()
      tokens[Symbol.dispose]()
      await connections[Symbol.asyncDispose]()
    },
  }

  /** A client that names no scope asks for what it registered for, else for all that the resource has. */
  async function withDefaults(server: Provider, url: string): Promise<string> {
    const asked = new URL(url, publicUrl())
    const { searchParams } = asked
    if (!searchParams.has('resource')) searchParams.set('resource', publicUrl() + defaultResource)
    if (!searchParams.get('scope')) {
      const client = await server.Client.find(searchParams.get('client_id') ?? '').catch(() => undefined)
      const resource = findResource(ownPath(publicUrl(), searchParams.get('resource') ?? '') ?? '')
      const all = resource && [...resource.scopes, 'offline_access'].join(' ')
      const scope = client?.scope ?? all
      if (scope) searchParams.set('scope', scope)
    }
    return asked.pathname + asked.search
  }
}

/** No page may frame what a person says yes on, and nothing of it is kept or told elsewhere. */
const SAFE_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Who signs in is the console's to say, each time: a login that the server has noted of earlier counts for nothing. */
function withoutLogin(cookie: string | undefined): string {
  return (cookie ?? '')
    .split(';')
    .filter((part) => !/^\s*patchbay_oauth(\.sig)?=/.test(part))
    .join(';')
}

/** @throws {PatchbayError} Where `bearer` is no access token of ours. */
export function refuseToken(): never {
  throw new PatchbayError(
    'INVALID_TOKEN',
    'The access token is wrong, has expired, was taken back, or is for another address. Get a new one for this address.',
  )
}
