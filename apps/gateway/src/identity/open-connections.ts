import { PatchbayError, type Principal } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import { createShortLivedMap, type ShortLivedMap } from '../short-lived-map.ts'

/** Connections that one credential may hold open. */
const MAX_PER_CREDENTIAL = 256

export type EndReason = 'logout' | 'expired' | 'revoked' | 'stopping'

/** What is open, so that it ends with its credential: at logout, at expiry, when a key is revoked, and when the gateway stops. */
export interface OpenConnections extends Disposable {
  /**
   * @param close - Ends the connection and says why; called once at most.
   * @returns The way to take the connection out again, when it ended by itself.
   * @throws {PatchbayError} `RATE_LIMITED` where the credential holds too many, `STOPPING` where the gateway stops.
   */
  add(principal: Principal, close: (reason: EndReason) => void): () => void
  closeAll(reason: EndReason): void
}

/** @param now - Milliseconds since 1970. */
export function createOpenConnections(bus: Bus, now: () => number): OpenConnections {
  const open = new Map<string, ShortLivedMap<number, (reason: EndReason) => void>>()
  let count = 0
  let stopping = false

  function closeOf(credentialId: string, reason: EndReason) {
    for (const close of open.get(credentialId)?.values() ?? []) close(reason)
  }

  const stop = bus.subscribe('credential.ended', ({ credentialId, reason }) => closeOf(credentialId, reason))

  return {
    add(principal, close) {
      if (stopping) throw new PatchbayError('STOPPING', 'The gateway is stopping. Connect again in a moment.')
      const { credentialId, expiresAt } = principal
      const mine = open.get(credentialId) ?? createShortLivedMap()
      if (mine.size >= MAX_PER_CREDENTIAL) {
        throw new PatchbayError('RATE_LIMITED', 'This credential holds too many connections. Close some first.', {
          retryAfterS: 60,
        })
      }
      // The longest wait that a timer knows is 24 days; nothing stays open that long without a new look.
      const timer =
        expiresAt === undefined ? undefined : setTimeout(() => end('expired'), Math.min(expiresAt - now(), 2 ** 31 - 1))
      const id = (count += 1)
      const remove = () => {
        clearTimeout(timer)
        mine.delete(id)
        if (mine.size === 0) open.delete(credentialId)
      }
      const end = (reason: EndReason) => {
        if (!mine.get(id)) return
        remove()
        close(reason)
      }
      mine.set(id, end)
      open.set(credentialId, mine)
      return remove
    },
    closeAll(reason) {
      stopping = reason === 'stopping'
      for (const credentialId of open.keys()) closeOf(credentialId, reason)
    },
    [Symbol.dispose]: stop,
  }
}

/** What a person reads in the stream or its close frame. */
export const endSentences: Record<EndReason, string> = {
  logout: 'The session was logged out',
  expired: 'The session has expired',
  revoked: 'The credential was revoked',
  stopping: 'The gateway is stopping; connect again in a moment',
}
