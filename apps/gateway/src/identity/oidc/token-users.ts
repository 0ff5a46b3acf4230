import { hash } from 'node:crypto'
import { PatchbayError, type Principal } from '@patchbay/contract'
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Bus } from '../../bus/bus.ts'
import type { Store } from '../../store/store.ts'
import { scopesOfRole } from '../scopes-of-role.ts'
import type { OidcIssuer } from './issuer.ts'
import { addLinkedUser, credentialIdOf, findLinkedUser, type LinkedUser } from './linked-users.ts'
import { nameOfAccount } from './name-of-account.ts'
import { scopesOfToken } from './scopes-of-token.ts'
import { createSigningKeys } from './signing-keys.ts'

/** Signatures by public keys alone: with `none` anybody could write a token, with HS* anybody who knows the public key. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

/** What the issuer's clock may be off, in seconds. */
const CLOCK_TOLERANCE_S = 5

export interface TokenUsers extends Disposable {
  /** Whether a bearer says that it is this issuer's; nothing is verified yet. */
  isFrom(bearer: string): boolean
  /** @throws {PatchbayError} `INVALID_TOKEN`, `NOT_INVITED` or `ISSUER_UNAVAILABLE`. */
  find(bearer: string): Promise<Principal>
}

export interface TokenUsersOptions {
  store: Store
  bus: Bus
  issuer: OidcIssuer & { audience: string }
  now: () => number
  /** How long a token that was verified is trusted without a look, in ms; 0 looks every time. */
  rememberMs: number
}

/** Bearers that somebody else's issuer has made, as principals. */
export function createTokenUsers({ store, bus, issuer, now, rememberMs }: TokenUsersOptions): TokenUsers {
  const findKey = createSigningKeys(issuer.url, now)
  const remembered = new LRUCache<string, Principal>({ max: 10_000, ttl: Math.max(1, rememberMs) })
  let endings = 0
  const forget = bus.subscribe('credential.ended', ({ credentialId }) => {
    endings += 1
    for (const [key, principal] of remembered) if (principal.credentialId === credentialId) remembered.delete(key)
  })

  async function verify(bearer: string): Promise<JWTPayload & { sub: string; exp: number }> {
    try {
      const { payload } = await jwtVerify<{ sub: string; exp: number }>(bearer, findKey, {
        issuer: issuer.url,
        audience: issuer.audience,
        algorithms,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'exp'],
      })
      // An ID token is for the client that asked for it, and no credential (RFC 9068 §2.1, RFC 8725 §3.11).
      if (payload['typ'] === 'ID' || payload['nonce'] !== undefined)
        throw refused('It is an ID token; send the access token')
      return payload
    } catch (error) {
      if (error instanceof PatchbayError) throw error
      throw refused(reasonOf(error), error)
    }
  }

  async function userOf(payload: JWTPayload & { sub: string }): Promise<LinkedUser> {
    const account = { issuer: issuer.url, subject: payload.sub, name: nameOfAccount(payload) }
    const known = await findLinkedUser(store, account)
    if (known) return known
    if (issuer.signUp === 'anyone') {
      // Of two first requests at once the second finds what the first has made.
      await addLinkedUser(store, account, 'member', new Date(now())).catch((error: unknown) => {
        if (!(error instanceof PatchbayError)) throw error
      })
      const made = await findLinkedUser(store, account)
      if (made) return made
    }
    throw new PatchbayError(
      'NOT_INVITED',
      'The token is good, but its user has no account here. Sign in to the console once by an invitation, then try again.',
    )
  }

  return {
    isFrom(bearer) {
      // Every JWT begins with `{"` in Base64; keys are told apart by this without a look inside.
      if (!bearer.startsWith('eyJ')) return false
      try {
        return decodeJwt(bearer).iss === issuer.url
      } catch {
        return false
      }
    },
    async find(bearer) {
      const key = hash('sha256', bearer, 'hex')
      const known = remembered.get(key)
      if (known && (known.expiresAt ?? 0) > now()) return known
      const payload = await verify(bearer)
      const before = endings
      const { identityId, user } = await userOf(payload)
      const allowed = scopesOfRole(user.role)
      const principal: Principal = {
        kind: 'user',
        userId: user.id,
        name: user.name,
        scopes: scopesOfToken(payload, issuer).filter((scope) => allowed.includes(scope)),
        proof: 'oidc_token',
        credentialId: credentialIdOf(identityId),
        expiresAt: (payload.exp + CLOCK_TOLERANCE_S) * 1000,
      }
      // What ended while it was looked up is not remembered.
      if (rememberMs > 0 && before === endings) remembered.set(key, principal)
      return principal
    },
    [Symbol.dispose]: forget,
  }
}

function refused(reason: string, cause?: unknown): PatchbayError {
  return new PatchbayError('INVALID_TOKEN', `The token was refused. ${reason}.`, { cause })
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'It has expired; ask the issuer for a new one'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return 'It was made for another audience; ask the issuer for one with the audience of this gateway'
  if (error instanceof errors.JWTClaimValidationFailed) return `Its claim ${error.claim} is missing or wrong`
  return 'It is not signed by a key of the issuer'
}
