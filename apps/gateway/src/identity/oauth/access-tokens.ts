import { scope, type Principal, type Scope } from '@patchbay/contract'
import { decodeProtectedHeader, jwtVerify, type CryptoKey } from 'jose'
import * as z from 'zod'
import type { Bus } from '../../bus/bus.ts'
import { createRememberedCredentials } from '../remembered-credentials.ts'
import { hashSecret } from '../secret.ts'
import { credentialIdOf, type OAuthConnections } from './oauth-connections.ts'

/** Our access tokens' own claims (RFC 9068). */
const claims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.int(),
  iat: z.int(),
  jti: z.string(),
  client_id: z.string(),
  scope: z.string().default(''),
  /** Which consent it was issued for. */
  connection: z.int(),
})
export type AccessTokenClaims = z.infer<typeof claims>

export interface AccessTokens extends Disposable {
  /** Whether a bearer looks like one of ours; nothing else is known of it. */
  looksLikeOne(bearer: string): boolean
  /**
   * @param resources - Paths of the resource that is asked for; the token must be for one of them.
   * @returns The principal of a token that is in force.
   */
  find(token: string, resources: readonly string[]): Promise<Principal | undefined>
  /** @returns The claims of a token that is ours and in force, whatever it is for. */
  read(token: string): Promise<AccessTokenClaims | undefined>
}

export interface AccessTokensOptions {
  bus: Bus
  connections: OAuthConnections
  /** The key of an id, where it is one of ours. */
  keyOf: (kid: string) => Promise<CryptoKey | undefined>
  issuer: () => string
  /** How long a token that was found is trusted without a look in the store, in ms; 0 looks every time. */
  rememberMs: number
  /** Milliseconds since 1970. */
  now: () => number
}

interface Remembered {
  principal: Principal
  connectionId: number
  audience: string
}

/** Access tokens are JWTs: what they say is verified here, and only whether they were taken back is in the store. */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { bus, connections, keyOf, issuer, rememberMs, now } = options
  const remembered = createRememberedCredentials<Remembered>(bus, rememberMs)

  async function verify(token: string): Promise<AccessTokenClaims | undefined> {
    try {
      const { kid } = decodeProtectedHeader(token)
      const key = kid === undefined ? undefined : await keyOf(kid)
      if (!key) return undefined
      const { payload } = await jwtVerify(token, key, {
        issuer: issuer(),
        algorithms: ['ES256'],
        typ: 'at+jwt',
        currentDate: new Date(now()),
      })
      return claims.safeParse(payload).data
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  async function look(token: string): Promise<Remembered | undefined> {
    const read = await verify(token)
    const row = read && (await connections.find(read.connection))
    if (!row || String(row.userId) !== read.sub || row.clientId !== read.client_id) return undefined
    const principal: Principal = {
      kind: 'user',
      userId: row.userId,
      name: row.clientName,
      scopes: scopesOf(read.scope),
      proof: 'oauth',
      credentialId: credentialIdOf(row.id),
      expiresAt: read.exp * 1000,
      ...(row.agentId === null ? {} : { agentId: row.agentId }),
    }
    return { principal, connectionId: row.id, audience: read.aud }
  }

  return {
    looksLikeOne: (bearer) => bearer.startsWith('eyJ') && bearer.split('.').length === 3,
    async find(token, resources) {
      const hash = hashSecret(token)
      const found = await remembered.find(hash, () => look(token))
      if (!found) return undefined
      const { principal, connectionId, audience } = found
      if ((principal.expiresAt ?? 0) <= now()) return undefined
      if (!resources.some((path) => audience === issuer() + path)) return undefined
      connections.used(connectionId)
      return principal
    },
    async read(token) {
      const read = await verify(token)
      return read && (await connections.find(read.connection)) ? read : undefined
    },
    [Symbol.dispose]: () => remembered[Symbol.dispose](),
  }
}

/** Of what a client was granted, what means something here; `offline_access` and `openid` open no door. */
function scopesOf(text: string): Scope[] {
  return text.split(' ').flatMap((word) => scope.safeParse(word).data ?? [])
}

/** `jose` throws errors with codes of its own for tokens that are wrong, and others where we are. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J'))
  )
}
