import { randomUUID } from 'node:crypto'
import { and, desc, eq, lt } from 'drizzle-orm'
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose'
import type { KeyRing } from '../../store/key-ring.ts'
import { oauthKeys } from '../../store/schema/oauth-keys.ts'
import type { Store } from '../../store/store.ts'
import { newSecret } from '../secret.ts'

/** How long a key signs, in ms. */
const SIGNS_MS = 30 * 24 * 3_600_000

/** For how long it verifies after that, in ms: longer than any access token lives. */
const VERIFIES_MS = 24 * 3_600_000

export interface KeySet {
  /** Private JWKs, the one that signs first. */
  signing: JWK[]
  /** What others verify by. */
  published: JWK[]
  verifying: ReadonlyMap<string, CryptoKey>
  cookieSecrets: string[]
}

export interface OAuthKeysOptions {
  store: Store
  keyRing: KeyRing
  /** Milliseconds since 1970. */
  now: () => number
}

/** Where a key is sealed to. */
export function sealedKeyPlace(kid: string): string {
  return `oauth_keys:${kid}`
}

/**
 * Reads the keys that are in force, makes one where none signs any more, and drops those that are long over. Processes that
 * share the store verify by each other's keys; each signs with one that its own key ring opens.
 */
export async function readOAuthKeys({ store: { db }, keyRing, now }: OAuthKeysOptions): Promise<KeySet> {
  await db
    .delete(oauthKeys)
    .where(and(eq(oauthKeys.use, 'token'), lt(oauthKeys.createdAt, before(SIGNS_MS + VERIFIES_MS))))
  const rows = await db.select().from(oauthKeys).orderBy(desc(oauthKeys.createdAt), desc(oauthKeys.id))
  const tokens = rows.filter(({ use }) => use === 'token')
  const published = tokens.flatMap(({ publicKey }) => (publicKey ? [publicKey] : []))
  const signing = tokens.flatMap((row) => {
    const opened = openSealed(row)
    // It was written as a JWK by the lines below.
    return opened !== undefined && row.createdAt > before(SIGNS_MS) ? [JSON.parse(opened) as JWK] : []
  })
  const cookieSecrets = rows.flatMap((row) => (row.use === 'cookie' ? (openSealed(row) ?? []) : []))
  if (signing.length === 0) {
    const made = await makeKey()
    signing.push(made.privateKey)
    published.unshift(made.publicKey)
  }
  if (cookieSecrets.length === 0) cookieSecrets.push(await makeCookieSecret())
  const verifying = new Map<string, CryptoKey>()
  for (const jwk of published) {
    const key = await importJWK(jwk, 'ES256')
    if (jwk['kid'] !== undefined && !(key instanceof Uint8Array)) verifying.set(jwk['kid'], key)
  }
  return { signing, published, verifying, cookieSecrets }

  function before(ms: number): Date {
    return new Date(now() - ms)
  }

  /** Nothing where another process's key ring has sealed it. */
  function openSealed({ kid, sealed }: { kid: string; sealed: string }): string | undefined {
    try {
      return keyRing.open(sealed, sealedKeyPlace(kid))
    } catch {
      return undefined
    }
  }

  async function makeKey() {
    const kid = randomUUID()
    const pair = await generateKeyPair('ES256', { extractable: true })
    const privateKey = { ...(await exportJWK(pair.privateKey)), kid, alg: 'ES256', use: 'sig' }
    const { kty = '', crv = '', x = '', y = '' } = privateKey
    const publicKey = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }
    await save(kid, 'token', JSON.stringify(privateKey), publicKey)
    return { privateKey, publicKey }
  }

  async function makeCookieSecret() {
    const secret = newSecret('')
    await save(randomUUID(), 'cookie', secret, null)
    return secret
  }

  async function save(kid: string, use: 'token' | 'cookie', secret: string, publicKey: Record<string, string> | null) {
    const sealed = keyRing.seal(secret, sealedKeyPlace(kid))
    await db.insert(oauthKeys).values({ kid, use, publicKey, sealed, createdAt: new Date(now()) })
  }
}
