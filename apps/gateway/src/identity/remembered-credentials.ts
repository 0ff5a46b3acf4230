import type { Principal } from '@patchbay/contract'
import { LRUCache } from 'lru-cache'
import type { Bus } from '../bus/bus.ts'

/** Credentials that were looked up lately, by the hash of what was shown. One that ends is forgotten on the spot. */
export interface RememberedCredentials<Found> extends Disposable {
  /** @returns What is remembered. */
  recall(hash: string): Found | undefined
  /** @param look - Asked where it is not remembered, or was looked up too long ago, however often it was used since. */
  find(hash: string, look: () => Promise<Found | undefined>): Promise<Found | undefined>
}

/** @param rememberMs - How long one is trusted without another look, in ms; 0 looks every time. */
export function createRememberedCredentials<Found extends { principal: Principal }>(
  bus: Pick<Bus, 'subscribe'>,
  rememberMs: number,
): RememberedCredentials<Found> {
  const remembered = new LRUCache<string, Found>({ max: 10_000, ttl: Math.max(1, rememberMs) })
  /** Credentials that have ended since the start: what was read before the latest of them is not remembered. */
  let endings = 0
  const forget = bus.subscribe('credential.ended', ({ credentialId }) => {
    endings += 1
    for (const [hash, { principal }] of remembered) if (principal.credentialId === credentialId) remembered.delete(hash)
  })
  return {
    recall: (hash) => remembered.get(hash),
    async find(hash, look) {
      const known = remembered.get(hash)
      if (known) return known
      const before = endings
      const found = await look()
      if (found && rememberMs > 0 && before === endings) remembered.set(hash, found)
      return found
    },
    [Symbol.dispose]: forget,
  }
}
