import { PatchbayError, type Principal, type Role, type Scope } from '@patchbay/contract'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { runEvery } from '../run-every.ts'
import { apiKeys } from '../store/schema/api-keys.ts'
import { users } from '../store/schema/users.ts'
import type { Store } from '../store/store.ts'
import { createRememberedCredentials } from './remembered-credentials.ts'
import { scopesOfRole } from './scopes-of-role.ts'
import { hashSecret, newSecret } from './secret.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect

/** How often "last used" reaches the store. */
const LAST_USED_FLUSH_MS = 10_000

export interface ApiKeys extends AsyncDisposable {
  /** @returns The principal of a key that is in force, where it was looked up lately. */
  recall(key: string): Principal | undefined
  /** @returns The principal of a key that is in force. */
  find(key: string): Promise<Principal | undefined>
  list(userId: number): Promise<ApiKeyRow[]>
  /** @returns The row, and the key itself, which is kept nowhere. */
  make(userId: number, name: string, scopes: Scope[], agentId: number | null): Promise<{ row: ApiKeyRow; key: string }>
  /** @throws {PatchbayError} `NOT_FOUND`, or `KEY_NOT_REMOVABLE` for a key from the environment. */
  revoke(userId: number, id: number): Promise<ApiKeyRow>
}

interface FoundKey {
  id: number
  principal: Principal
}

export interface ApiKeysOptions {
  store: Store
  bus: Bus
  now: () => number
  /** How long a key that was found is trusted without a look in the store, in ms; 0 looks every time. */
  rememberMs: number
}

export function createApiKeys({ store: { db }, bus, now, rememberMs }: ApiKeysOptions): ApiKeys {
  /** When each was last used, in milliseconds since 1970. */
  const used = new Map<number, number>()
  const remembered = createRememberedCredentials<FoundKey>(bus, rememberMs)

  async function flush() {
    const batch = [...used]
    used.clear()
    for (const [id, at] of batch)
      await db
        .update(apiKeys)
        .set({ lastUsedAt: new Date(at) })
        .where(eq(apiKeys.id, id))
  }
  // A store that is away is heard of elsewhere; the next round writes a later time anyway.
  const flushing = runEvery(LAST_USED_FLUSH_MS, flush, () => {})

  function use({ id, principal }: FoundKey): Principal {
    used.set(id, now())
    return principal
  }

  async function read(hash: string): Promise<FoundKey | undefined> {
    const [row] = await db
      .select({ key: apiKeys, role: users.role })
      .from(apiKeys)
      .innerJoin(users, eq(users.id, apiKeys.userId))
      .where(and(eq(apiKeys.keyHash, hash), isNull(apiKeys.revokedAt)))
    return row && { id: row.key.id, principal: principalOf(row.key, row.role) }
  }

  return {
    recall(key) {
      const found = remembered.recall(hashSecret(key))
      return found && use(found)
    },
    async find(key) {
      const hash = hashSecret(key)
      const found = await remembered.find(hash, () => read(hash))
      return found && use(found)
    },
    async list(userId) {
      const rows = await db.select().from(apiKeys).where(eq(apiKeys.userId, userId)).orderBy(asc(apiKeys.id))
      return rows.map((row) => {
        const at = used.get(row.id)
        return at === undefined ? row : { ...row, lastUsedAt: new Date(at) }
      })
    },
    async make(userId, name, scopes, agentId) {
      const key = newSecret('pb_')
      const [row] = await db
        .insert(apiKeys)
        .values({ ...keyColumns(key), userId, name, scopes, agentId, source: 'made', createdAt: new Date(now()) })
        .returning()
      if (!row) throw new Error('The key was not made')
      return { row, key }
    },
    async revoke(userId, id) {
      const mine = and(eq(apiKeys.id, id), eq(apiKeys.userId, userId))
      const [row] = await db.select().from(apiKeys).where(mine)
      if (!row) throw new PatchbayError('NOT_FOUND', 'There is no such key')
      if (row.source === 'environment') {
        throw new PatchbayError(
          'KEY_NOT_REMOVABLE',
          `${row.name} is set in the environment of the gateway. Remove it there and start the gateway again.`,
        )
      }
      if (row.revokedAt) return row
      const [revoked] = await db
        .update(apiKeys)
        .set({ revokedAt: new Date(now()) })
        .where(mine)
        .returning()
      bus.publish('credential.ended', { credentialId: credentialIdOf(id), reason: 'revoked' })
      return revoked ?? row
    },
    async [Symbol.asyncDispose]() {
      await flushing[Symbol.asyncDispose]()
      remembered[Symbol.dispose]()
      await flush()
    },
  }
}

/** What the store keeps of a key. */
export function keyColumns(key: string): { keyHash: string; prefix: string } {
  // A key of ours has 43 random characters behind `pb_`; of another's we show no more than a hint.
  return { keyHash: hashSecret(key), prefix: key.slice(0, key.startsWith('pb_') ? 7 : 4) }
}

function credentialIdOf(id: number): string {
  return `key:${id}`
}

function principalOf(row: ApiKeyRow, role: Role): Principal {
  // Who was an admin when the key was made may be none any more.
  const allowed = scopesOfRole(role)
  return {
    kind: 'user',
    userId: row.userId,
    name: row.name,
    scopes: row.scopes.filter((scope) => allowed.includes(scope)),
    proof: 'api_key',
    credentialId: credentialIdOf(row.id),
    ...(row.agentId === null ? {} : { agentId: row.agentId }),
  }
}
