import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { PatchbayError, scopes, type CallerProfile, type Principal } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import type { KeyRing } from '../store/key-ring.ts'
import type { Store } from '../store/store.ts'
import { createApiKeys, type ApiKeys } from './api-keys.ts'
import { createCallerSessions, type CallerSessions } from './caller-sessions.ts'
import { createConsoleSessions, type ConsoleSessions } from './console-sessions.ts'
import { syncEnvironmentKeys, type EnvironmentKeys } from './environment-keys.ts'
import { openOAuth, refuseToken, type OAuth, type OAuthOptions } from './oauth/open-oauth.ts'
import type { OidcIssuer } from './oidc/issuer.ts'
import { createProviderSignIn, type ProviderSignIn } from './oidc/provider-sign-in.ts'
import { createTokenUsers } from './oidc/token-users.ts'
import { normalisePhone } from './phone-number.ts'
import { hashSecret, newSecret } from './secret.ts'
import { ensureFirstUser, type User } from './users.ts'

/** The kinds of credential that a path takes. */
export type Credential = 'caller_session' | 'api_key' | 'oauth_token' | 'oidc_token'

export interface Identity extends AsyncDisposable {
  apiKeys: ApiKeys
  callerSessions: CallerSessions
  consoleSessions: ConsoleSessions
  oauth: OAuth
  firstUser: User
  /** Where people may sign in besides, where the settings name a provider. */
  provider: ProviderSignIn | undefined
  /** Proves that a request comes from this machine's owner through the socket in the data directory; new at each start. */
  localToken: string
  /** What the club knows of a number. */
  lookUpCaller(phone: string): Promise<CallerProfile>
  /** @throws {PatchbayError} `INVALID_CALLER_ID`. */
  normalisePhone(input: string): string
  /**
   * Who is asking, by `Authorization: Bearer`, `X-API-Key` and `X-Caller-Id`.
   *
   * @param resources - The paths that an access token may be for, where those are taken.
   * @throws {PatchbayError} `MISSING_TOKEN`, `INVALID_SESSION`, `INVALID_API_KEY`, `INVALID_TOKEN`,
   *   `CALLER_NOT_ALLOWED` or `INVALID_CALLER_ID`.
   */
  authenticate(
    headers: IncomingHttpHeaders,
    taken: readonly Credential[],
    resources?: readonly string[],
  ): Promise<Principal>
  /** Who is asking, where that is a plain API key that was looked up lately; any other case `authenticate` decides. */
  recall(headers: IncomingHttpHeaders, taken: readonly Credential[]): Principal | undefined
  /**
   * Whether a principal that was authenticated is known to be so still, without a look: no credential has ended since.
   *
   * @param moment - What `moment()` was when it was authenticated.
   */
  isFresh(principal: Principal, moment: number): boolean
  moment(): number
  /** Lets `principal` act for the caller whom `X-Caller-Id` names, where it may. */
  withCaller(principal: Principal, callerId: string | undefined): Principal
}

export interface IdentityOptions {
  store: Store
  bus: Bus
  now: () => number
  defaultCountry: string
  keyRing: KeyRing
  /** What the authorization server needs to know of the mounts and the outside. */
  oauth: Pick<OAuthOptions, 'publicUrl' | 'findResource' | 'defaultResource' | 'scopes' | 'fetch'>
  /** Whose tokens are taken besides, and where people sign in. */
  oidc?: OidcIssuer | undefined
  /** Put in force, as `syncEnvironmentKeys` does. */
  environmentKeys: Partial<EnvironmentKeys>
  lookUpCaller: (phone: string) => Promise<CallerProfile>
  /** Is told when many keys were refused in a row. */
  onManyRefused: (count: number) => void
  /** Hears of errors that nobody waits for. */
  onError: (error: unknown) => void
}

/** Refused keys within a minute that somebody should know of. */
const MANY_REFUSED = 20

/** Credentials that name no caller: one that is a caller's already, and tokens of elsewhere. */
const noCaller: readonly Principal['proof'][] = ['caller_session', 'oauth', 'oidc_token']

const BEARER = 'Bearer '

/** What the token of the local socket begins with. */
const LOCAL = 'local_'

export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { store, bus, now, defaultCountry, environmentKeys, lookUpCaller, onManyRefused, onError } = options
  // Where other processes share the store but not the bus, only the store knows what was revoked.
  const rememberMs = store.kind === 'embedded' || bus.shared ? 60_000 : 0
  const firstUser = await ensureFirstUser(store, now)
  await syncEnvironmentKeys(store, firstUser.id, environmentKeys, now)
  const apiKeys = createApiKeys({ store, bus, now, rememberMs })
  const callerSessions = createCallerSessions({ store, bus, now, rememberMs, onError })
  const consoleSessions = createConsoleSessions(store, bus, now)
  const oauth = openOAuth({ ...options.oauth, store, bus, keyRing: options.keyRing, rememberMs, now, onError })
  const { oidc } = options
  const audience = oidc?.audience
  const clientId = oidc?.clientId
  const tokenUsers =
    oidc && audience !== undefined
      ? createTokenUsers({ store, bus, issuer: { ...oidc, audience }, now, rememberMs })
      : undefined
  const localToken = newSecret(LOCAL)

  /** When each of the latest refusals was, the oldest first. */
  const refusals: number[] = []
  function countRefused(): void {
    const at = now()
    refusals.push(at)
    while ((refusals[0] ?? at) < at - 60_000) refusals.shift()
    if (refusals.length >= MANY_REFUSED) onManyRefused(refusals.splice(0).length)
  }

  /** Credentials that have ended since the start. */
  let endings = 0
  const stopCounting = bus.subscribe('credential.ended', () => (endings += 1))

  function withCaller(principal: Principal, callerId: string | undefined): Principal {
    if (callerId === undefined) return principal
    if (noCaller.includes(principal.proof) || !principal.scopes.includes('sessions:create')) {
      throw new PatchbayError(
        'CALLER_NOT_ALLOWED',
        'X-Caller-Id needs an API key with the scope sessions:create. Use such a key, or leave the header out.',
      )
    }
    return { ...principal, kind: 'caller', caller: { phone: normalisePhone(callerId, defaultCountry) } }
  }

  return {
    apiKeys,
    callerSessions,
    consoleSessions,
    oauth,
    firstUser,
    provider: oidc && clientId !== undefined ? createProviderSignIn({ ...oidc, clientId }) : undefined,
    localToken,
    lookUpCaller,
    normalisePhone: (input) => normalisePhone(input, defaultCountry),
    withCaller,
    moment: () => endings,
    recall({ authorization, 'x-caller-id': callerId }, taken) {
      if (callerId !== undefined || !taken.includes('api_key')) return undefined
      return authorization?.startsWith(BEARER) ? apiKeys.recall(authorization.slice(BEARER.length)) : undefined
    },
    isFresh: ({ expiresAt }, moment) => rememberMs > 0 && moment === endings && (expiresAt ?? Infinity) > now(),
    async authenticate(headers, taken, resources = []) {
      const authorization = headers.authorization
      const apiKey = single(headers['x-api-key'])
      if (!authorization && !apiKey) {
        throw new PatchbayError('MISSING_TOKEN', `Authorization header missing. Send ${describe(taken)}.`)
      }
      const bearer = authorization && /^Bearer +(\S+)$/i.exec(authorization)?.[1]
      const callerId = single(headers['x-caller-id'])
      if (bearer?.startsWith(LOCAL) && sameSecret(bearer, localToken))
        return withCaller(localOwner(firstUser), callerId)
      if (bearer?.startsWith('sess_')) {
        const principal = taken.includes('caller_session') ? await callerSessions.find(bearer) : undefined
        if (!principal) throw new PatchbayError('INVALID_SESSION', 'Session token invalid or expired')
        return withCaller(principal, callerId)
      }
      if (bearer !== undefined && taken.includes('oidc_token') && tokenUsers?.isFrom(bearer)) {
        return withCaller(await tokenUsers.find(bearer), callerId)
      }
      const key = bearer ?? (authorization ? undefined : apiKey)
      const isToken = bearer !== undefined && taken.includes('oauth_token') && oauth.looksLikeToken(bearer)
      const byToken = isToken ? await oauth.find(bearer, resources) : undefined
      if (byToken) return withCaller(byToken, callerId)
      const principal = key !== undefined && taken.includes('api_key') ? await apiKeys.find(key) : undefined
      if (principal) return withCaller(principal, callerId)
      countRefused()
      if (isToken) refuseToken()
      throw authorization && taken.includes('caller_session')
        ? new PatchbayError('INVALID_SESSION', 'Session token invalid or expired')
        : new PatchbayError('INVALID_API_KEY', 'API key invalid or missing')
    },
    async [Symbol.asyncDispose]() {
      stopCounting()
      tokenUsers?.[Symbol.dispose]()
      await apiKeys[Symbol.asyncDispose]()
      await callerSessions[Symbol.asyncDispose]()
      await oauth[Symbol.asyncDispose]()
    },
  }
}

function localOwner(user: User): Principal {
  return { kind: 'user', userId: user.id, name: user.name, scopes, proof: 'local', credentialId: 'local' }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)))
}

function describe(taken: readonly Credential[]): string {
  if (taken.includes('oauth_token'))
    return 'an access token or an API key as "Authorization: Bearer <token>", or an API key as "X-API-Key"'
  return taken.includes('caller_session')
    ? '"Authorization: Bearer <session token>", or an API key as "X-API-Key"'
    : 'an API key as "Authorization: Bearer <key>" or "X-API-Key"'
}
