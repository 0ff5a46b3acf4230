import { PatchbayError } from '@patchbay/contract'
import type * as z from 'zod'

/** How long the issuer may take for one answer, in ms. */
const ANSWER_MS = 3_000

/** An OpenID Connect issuer, as the settings name it. */
export interface OidcIssuer {
  /** Compared letter by letter with `iss` (RFC 9207 §2.4, OpenID Connect Core §3.1.3.7). */
  url: string
  /** What its tokens' `aud` must hold to be taken as bearers; without one none is. */
  audience: string | undefined
  /** The client as which people sign in; without one nobody does. */
  clientId: string | undefined
  clientSecret: string | undefined
  /** What the sign-in page calls it. */
  name: string
  /** Who may come in that nobody here knows yet. */
  signUp: 'invited' | 'anyone'
  /** For each of its roles, the scopes that a token with the role has. */
  roleScopes: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads a JSON document of the issuer.
 *
 * @throws {PatchbayError} `ISSUER_UNAVAILABLE`.
 */
export async function readFromIssuer<T>(url: string, shape: z.ZodType<T>): Promise<T> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) })
    if (!response.ok) throw new Error(`${url} answered with status ${response.status}`)
    return shape.parse(await response.json())
  } catch (cause) {
    throw issuerUnavailable(cause)
  }
}

export function issuerUnavailable(cause?: unknown): PatchbayError {
  return new PatchbayError(
    'ISSUER_UNAVAILABLE',
    'The sign-in provider does not answer, so its tokens cannot be checked. Try again in a moment.',
    { cause, retryAfterS: 5 },
  )
}

/** @returns Where the issuer's metadata is (OpenID Connect Discovery §4). */
export function metadataUrlOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}
