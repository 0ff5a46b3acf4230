import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { Principal } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Bus } from '../bus/bus.ts'
import { calls } from '../store/schema/calls.ts'
import type { Store } from '../store/store.ts'

/** Which conversation a tool call belongs to. */
export interface CallIds extends Disposable {
  /**
   * @param named - The call that the request names, by `X-Call-Id` or in `_meta`; a credential that belongs to a call
   *   needs none, and cannot name another.
   * @throws {ProtocolError} Invalid params, for a call that is not the principal's or is over.
   */
  resolve(principal: Principal, named: string | undefined): Promise<string | undefined>
}

/** @param now - Milliseconds since 1970. */
export function createCallIds({ db }: Store, bus: Bus, now: () => number): CallIds {
  const known = new LRUCache<string, { userId: number; endsAt: number }>({ max: 10_000, ttl: 60_000 })
  const stop = bus.subscribe('live', ({ event }) => {
    if (event.type === 'call.ended') known.delete(event.call.callId)
  })

  async function read(callId: string) {
    const [row] = await db.select().from(calls).where(eq(calls.id, callId))
    if (!row) return undefined
    const call = { userId: row.userId, endsAt: +(row.endedAt ?? row.expiresAt) }
    known.set(callId, call)
    return call
  }

  return {
    async resolve(principal, named) {
      if (principal.callId !== undefined) return principal.callId
      if (named === undefined) return undefined
      if (!/^cv_[\w-]{1,64}$/.test(named)) throw unknownCall()
      const call = known.get(named) ?? (await read(named))
      if (call?.userId === principal.userId && call.endsAt > now()) return named
      throw unknownCall()
    },
    [Symbol.dispose]: stop,
  }
}

function unknownCall(): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'Unknown call id: make one with POST /api/calls, or leave it out',
  )
}
