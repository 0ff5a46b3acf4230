import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import { oauthRecords } from '../../store/schema/oauth-records.ts'
import type { Store } from '../../store/store.ts'
import { hashSecret } from '../secret.ts'

type Row = typeof oauthRecords.$inferSelect

/**
 * For how long a refresh token that was used still works, in ms: a client that refreshes in several places at once, or
 * whose answer was lost, is no thief.
 */
const REFRESH_GRACE_MS = 10_000

/** Found by an id that proves nothing. */
const open = new Set(['Client', 'Grant'])

/** What ends with its grant. */
const granted = new Set(['AuthorizationCode', 'RefreshToken', 'AccessToken'])

/** A client's secret as it is kept. */
export function hashClientSecret(secret: string): string {
  return `sha256:${hashSecret(secret)}`
}

export interface RecordsOptions {
  store: Store
  /** Hears of a grant that was taken back, also because a code or a refresh token was used twice. */
  onGrantEnded: (grantId: string) => Promise<void>
  /** Milliseconds since 1970. */
  now: () => number
}

/** Where the OAuth server keeps one kind of its records. */
export function createRecordsAdapter(model: string, { store: { db }, onGrantEnded, now }: RecordsOptions): Adapter {
  const keyOf = (id: string) => (open.has(model) ? id : hashSecret(id))
  const at = (id: string) => and(eq(oauthRecords.model, model), eq(oauthRecords.id, keyOf(id)))
  const live = () => or(isNull(oauthRecords.expiresAt), gt(oauthRecords.expiresAt, new Date(now())))

  function read(row: Row | undefined, id?: string): AdapterPayload | undefined {
    if (!row) return undefined
    const { payload, consumedAt } = row
    const graceMs = model === 'RefreshToken' ? REFRESH_GRACE_MS : 0
    const spent = consumedAt !== null && consumedAt.getTime() + graceMs <= now()
    return {
      ...payload,
      ...(id === undefined || open.has(model) ? {} : { jti: id }),
      ...(spent ? { consumed: Math.floor(consumedAt.getTime() / 1000) } : {}),
    }
  }

  return {
    async upsert(id, payload, expiresIn) {
      const row = {
        payload: keep(model, payload),
        grantId: granted.has(model) ? (payload.grantId ?? null) : null,
        uid: payload.uid ?? null,
        expiresAt: expiresIn ? new Date(now() + expiresIn * 1000) : null,
      }
      await db
        .insert(oauthRecords)
        .values({ model, id: keyOf(id), createdAt: new Date(now()), ...row })
        .onConflictDoUpdate({ target: [oauthRecords.model, oauthRecords.id], set: row })
    },
    async find(id) {
      const [row] = await db
        .select()
        .from(oauthRecords)
        .where(and(at(id), live()))
      return read(row, id)
    },
    async findByUid(uid) {
      const [row] = await db
        .select()
        .from(oauthRecords)
        .where(and(eq(oauthRecords.model, model), eq(oauthRecords.uid, uid), live()))
      return read(row)
    },
    // Device codes are not offered.
    findByUserCode: () => Promise.resolve(undefined),
    async consume(id) {
      const first = sql`coalesce(${oauthRecords.consumedAt}, ${new Date(now()).toISOString()}::timestamptz)`
      await db.update(oauthRecords).set({ consumedAt: first }).where(at(id))
    },
    async destroy(id) {
      await db.delete(oauthRecords).where(at(id))
      if (model === 'Grant') await onGrantEnded(id)
    },
    async revokeByGrantId(grantId) {
      await db.delete(oauthRecords).where(and(eq(oauthRecords.model, model), eq(oauthRecords.grantId, grantId)))
    },
  }
}

/** What is written of a record: nothing that somebody could come in by. */
function keep(model: string, payload: AdapterPayload): Record<string, unknown> {
  if (open.has(model)) {
    const secret = payload['client_secret']
    return typeof secret === 'string' && !secret.startsWith('sha256:')
      ? { ...payload, client_secret: hashClientSecret(secret) }
      : payload
  }
  const { jti: _, ...kept } = payload
  return kept
}
