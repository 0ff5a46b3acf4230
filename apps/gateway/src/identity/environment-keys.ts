import { scopes as allScopes, workerScopes } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { StartError } from '../start-error.ts'
import { apiKeys } from '../store/schema/api-keys.ts'
import type { Store } from '../store/store.ts'
import { keyColumns } from './api-keys.ts'

/** Keys by the variable that holds them. */
export interface EnvironmentKeys {
  MCP_API_KEY: string | undefined
  ADMIN_API_KEY: string | undefined
}

/**
 * Puts keys of the environment in force: a changed one replaces its predecessor, one that is `undefined` is
 * revoked, and one that is set again is in force again, under the number that it had.
 *
 * @param keys - By the variable that holds them; what is left out stays as it is.
 * @throws {StartError} Where a key is the same as one that was made.
 */
export async function syncEnvironmentKeys(
  { db }: Store,
  userId: number,
  keys: Partial<EnvironmentKeys>,
  now: () => number,
): Promise<void> {
  const time = new Date(now())
  await db.transaction(async (tx) => {
    const kept = await tx.select().from(apiKeys).where(eq(apiKeys.source, 'environment')).for('update')
    // Two may have changed places: every hash is given up before one is taken.
    for (const { id, name } of kept) {
      if (!(name in keys)) continue
      await tx
        .update(apiKeys)
        .set({ keyHash: `given up ${id}` })
        .where(eq(apiKeys.id, id))
    }
    for (const [name, key] of Object.entries(keys)) {
      const row = kept.find((candidate) => candidate.name === name)
      if (key === undefined) {
        if (row)
          await tx
            .update(apiKeys)
            .set({ revokedAt: row.revokedAt ?? time })
            .where(eq(apiKeys.id, row.id))
        continue
      }
      const columns = { ...keyColumns(key), scopes: name === 'ADMIN_API_KEY' ? [...allScopes] : workerScopes }
      const [same] = await tx.select({ name: apiKeys.name }).from(apiKeys).where(eq(apiKeys.keyHash, columns.keyHash))
      if (same) {
        throw new StartError(
          `${name} is the same as the key "${same.name}", which was made here. Set it to another one.`,
        )
      }
      if (row)
        await tx
          .update(apiKeys)
          .set({ ...columns, revokedAt: null })
          .where(eq(apiKeys.id, row.id))
      else await tx.insert(apiKeys).values({ ...columns, userId, name, source: 'environment', createdAt: time })
    }
  })
}
