import type { CallerProfile, Principal } from '@patchbay/contract'
import { and, count, eq, gt, isNull, lte } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Bus } from '../bus/bus.ts'
import { runEvery } from '../run-every.ts'
import { callerSessions } from '../store/schema/caller-sessions.ts'
import type { Store } from '../store/store.ts'
import { beginCall, endCall, expireCalls } from './calls.ts'
import { hashSecret, newSecret } from './secret.ts'

/** How long a caller session lives, in seconds, from its creation. */
export const CALLER_SESSION_SECONDS = 600

/** How often sessions that ran out are written down as ended; they stop working at their time in any case. */
const SWEEP_MS = 2_000

export interface CallerSessions extends AsyncDisposable {
  /** Begins a call: what the caller does counts to `userId`. */
  begin(userId: number, caller: CallerProfile): Promise<{ token: string; callId: string }>
  /** @returns The principal of a session that is in force. */
  find(token: string): Promise<Principal | undefined>
  /** Ends a session and its call at once. */
  end(token: string): Promise<void>
  countActive(): Promise<number>
  /** Writes down the end of what has run out. Runs by itself. */
  sweep(): Promise<void>
}

export interface CallerSessionsOptions {
  store: Store
  bus: Bus
  /** Milliseconds since 1970. */
  now: () => number
  /** How long a session that was found is trusted without a look in the store, in ms; 0 looks every time. */
  rememberMs: number
  onError: (error: unknown) => void
}

export function createCallerSessions(options: CallerSessionsOptions): CallerSessions {
  const { store, bus, now, rememberMs, onError } = options
  const { db } = store
  const remembered = new LRUCache<string, Principal>({ max: 10_000, ttl: Math.max(1, rememberMs) })
  const forget = bus.subscribe('credential.ended', ({ credentialId }) => {
    for (const [hash, principal] of remembered) if (principal.credentialId === credentialId) remembered.delete(hash)
  })
  const sweeping = runEvery(SWEEP_MS, sweep, onError)

  async function read(hash: string): Promise<Principal | undefined> {
    const [row] = await db
      .select()
      .from(callerSessions)
      .where(and(eq(callerSessions.tokenHash, hash), isNull(callerSessions.endedAt)))
    return row && principalOf(row)
  }

  async function sweep() {
    const time = new Date(now())
    const ended = await db
      .update(callerSessions)
      .set({ endedAt: time })
      .where(and(isNull(callerSessions.endedAt), lte(callerSessions.expiresAt, time)))
      .returning({ id: callerSessions.id })
    for (const { id } of ended) {
      bus.publish('credential.ended', { credentialId: credentialIdOf(id), reason: 'expired' })
    }
    await expireCalls(store, bus, time)
  }

  return {
    async begin(userId, caller) {
      const token = newSecret('sess_')
      const startedAt = new Date(now())
      const call = await beginCall(store, bus, {
        userId,
        channel: 'phone',
        caller,
        startedAt,
        maxSeconds: CALLER_SESSION_SECONDS,
      })
      await db.insert(callerSessions).values({
        userId,
        callId: call.id,
        tokenHash: hashSecret(token),
        callerPhone: caller.phone,
        createdAt: startedAt,
        expiresAt: call.expiresAt,
      })
      return { token, callId: call.id }
    },
    async find(token) {
      const hash = hashSecret(token)
      const principal = remembered.get(hash) ?? (await read(hash))
      if (!principal || (principal.expiresAt ?? 0) <= now()) return undefined
      if (rememberMs > 0) remembered.set(hash, principal)
      return principal
    },
    async end(token) {
      const endedAt = new Date(now())
      const [session] = await db
        .update(callerSessions)
        .set({ endedAt })
        .where(and(eq(callerSessions.tokenHash, hashSecret(token)), isNull(callerSessions.endedAt)))
        .returning()
      if (!session) return
      bus.publish('credential.ended', { credentialId: credentialIdOf(session.id), reason: 'logout' })
      await endCall(store, bus, session.callId, endedAt, 'logout')
    },
    async countActive() {
      const [row] = await db
        .select({ active: count() })
        .from(callerSessions)
        .where(and(isNull(callerSessions.endedAt), gt(callerSessions.expiresAt, new Date(now()))))
      return Number(row?.active ?? 0)
    },
    sweep,
    async [Symbol.asyncDispose]() {
      await sweeping[Symbol.asyncDispose]()
      forget()
    },
  }
}

function credentialIdOf(id: number): string {
  return `session:${id}`
}

function principalOf(row: typeof callerSessions.$inferSelect): Principal {
  return {
    kind: 'caller',
    userId: row.userId,
    name: row.callerPhone,
    scopes: ['tools:call'],
    proof: 'caller_session',
    credentialId: credentialIdOf(row.id),
    caller: { phone: row.callerPhone },
    callId: row.callId,
    expiresAt: row.expiresAt.getTime(),
  }
}
