import { PatchbayError } from '@patchbay/contract'
import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Bus } from '../../bus/bus.ts'
import { runEvery } from '../../run-every.ts'
import { oauthConnections } from '../../store/schema/oauth-connections.ts'
import { oauthRecords } from '../../store/schema/oauth-records.ts'
import type { Store } from '../../store/store.ts'

export type OAuthConnectionRow = typeof oauthConnections.$inferSelect

/** How often "last used" reaches the store. */
const LAST_USED_FLUSH_MS = 10_000

/** For how long one that has ended is kept, in ms: longer than any of its tokens lives. */
const ENDED_KEPT_MS = 30 * 24 * 3_600_000

/** The clients that people have let in. */
export interface OAuthConnections extends AsyncDisposable {
  begin(connection: Omit<typeof oauthConnections.$inferInsert, 'createdAt' | 'lastUsedAt' | 'revokedAt'>): Promise<void>
  /** @returns The connection of a grant, or by its id, while it is in force. */
  findByGrant(grantId: string): Promise<OAuthConnectionRow | undefined>
  find(id: number): Promise<OAuthConnectionRow | undefined>
  /** Those in force, the newest first. */
  list(userId: number): Promise<OAuthConnectionRow[]>
  /** @throws {PatchbayError} `NOT_FOUND`. */
  revoke(userId: number, id: number): Promise<OAuthConnectionRow>
  /** Ends a grant's connection: its tokens work no more, and what they opened is closed. */
  endGrant(grantId: string): Promise<void>
  used(id: number): void
  sweep(): Promise<void>
}

export interface OAuthConnectionsOptions {
  store: Store
  bus: Bus
  /** Milliseconds since 1970. */
  now: () => number
}

export function createOAuthConnections({ store: { db }, bus, now }: OAuthConnectionsOptions): OAuthConnections {
  const used = new Map<number, Date>()
  const inForce = isNull(oauthConnections.revokedAt)

  async function flush() {
    const batch = [...used]
    used.clear()
    for (const [id, lastUsedAt] of batch)
      await db.update(oauthConnections).set({ lastUsedAt }).where(eq(oauthConnections.id, id))
  }
  // A store that is away is heard of elsewhere; the next round writes a later time anyway.
  const flushing = runEvery(LAST_USED_FLUSH_MS, flush, () => {})

  async function endGrant(grantId: string): Promise<void> {
    const [row] = await db
      .update(oauthConnections)
      .set({ revokedAt: new Date(now()) })
      .where(and(eq(oauthConnections.grantId, grantId), inForce))
      .returning()
    await db.delete(oauthRecords).where(eq(oauthRecords.grantId, grantId))
    await db.delete(oauthRecords).where(and(eq(oauthRecords.model, 'Grant'), eq(oauthRecords.id, grantId)))
    if (row) bus.publish('credential.ended', { credentialId: credentialIdOf(row.id), reason: 'revoked' })
  }

  return {
    async begin(connection) {
      await db.insert(oauthConnections).values({ ...connection, createdAt: new Date(now()) })
    },
    async findByGrant(grantId) {
      const [row] = await db
        .select()
        .from(oauthConnections)
        .where(and(eq(oauthConnections.grantId, grantId), inForce))
      return row
    },
    async find(id) {
      const [row] = await db
        .select()
        .from(oauthConnections)
        .where(and(eq(oauthConnections.id, id), inForce))
      return row
    },
    async list(userId) {
      const rows = await db
        .select()
        .from(oauthConnections)
        .where(and(eq(oauthConnections.userId, userId), inForce))
        .orderBy(desc(oauthConnections.id))
      return rows.map((row) => ({ ...row, lastUsedAt: used.get(row.id) ?? row.lastUsedAt }))
    },
    async revoke(userId, id) {
      const [row] = await db
        .select()
        .from(oauthConnections)
        .where(and(eq(oauthConnections.id, id), eq(oauthConnections.userId, userId)))
      if (!row) throw new PatchbayError('NOT_FOUND', 'There is no such connection')
      await endGrant(row.grantId)
      return row
    },
    endGrant,
    used: (id) => void used.set(id, new Date(now())),
    async sweep() {
      await db.delete(oauthConnections).where(lt(oauthConnections.revokedAt, new Date(now() - ENDED_KEPT_MS)))
    },
    async [Symbol.asyncDispose]() {
      await flushing[Symbol.asyncDispose]()
      await flush()
    },
  }
}

export function credentialIdOf(id: number): string {
  return `oauth:${id}`
}
