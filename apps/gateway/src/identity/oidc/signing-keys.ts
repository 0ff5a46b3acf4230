import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod'
import { issuerUnavailable, metadataUrlOf, readFromIssuer } from './issuer.ts'

/** After so long the keys are read again, in ms: a key that the issuer withdrew is trusted no longer than this. */
const FRESH_MS = 10 * 60_000

/** How long known keys go on where the issuer does not answer, in ms. */
const STALE_MS = 24 * 3_600_000

/** The keys are asked for once in so many ms at most, however many tokens name keys that are not there. */
const READ_APART_MS = 30_000

/** While there are no keys at all, in ms: a start should not wait for half a minute. */
const FIRST_READ_APART_MS = 3_000

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() })
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })

/**
 * The issuer's public keys, read when they are first needed, kept, and read again when they are old or a token names
 * another. An issuer that is away is asked seldom, and the keys that are known go on.
 *
 * @param now - Milliseconds since 1970.
 * @returns What jose asks for the key of a token. It throws `ISSUER_UNAVAILABLE` where there are no keys.
 */
export function createSigningKeys(issuer: string, now: () => number): JWTVerifyGetKey {
  let known: { find: JWTVerifyGetKey; readAt: number } | undefined
  let triedAt = -Infinity
  let failure: unknown
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    try {
      const found = await readFromIssuer(metadataUrlOf(issuer), metadata)
      // Else whoever answers for one address could name keys for another (OpenID Connect Discovery §4.3).
      if (found.issuer !== issuer) throw issuerUnavailable(new Error(`The metadata names the issuer ${found.issuer}`))
      const keys = await readFromIssuer(found.jwks_uri, keySet)
      known = { find: createLocalJWKSet(keys), readAt: now() }
      failure = undefined
    } catch (error) {
      failure = error
    }
  }

  /** Reads the keys unless that was done just now; those who ask at once wait for one answer. */
  async function refresh(): Promise<void> {
    if (!reading) {
      if (now() - triedAt < (known ? READ_APART_MS : FIRST_READ_APART_MS)) return
      triedAt = now()
      reading = read().finally(() => (reading = undefined))
    }
    await reading
  }

  return async (header, token) => {
    if (!known || now() - known.readAt > FRESH_MS) await refresh()
    if (!known || now() - known.readAt > STALE_MS) throw issuerUnavailable(failure)
    try {
      return await known.find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await refresh()
      return known.find(header, token)
    }
  }
}
