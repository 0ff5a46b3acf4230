import { PatchbayError } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'

/**
 * Tries to come in, counted by whatever is guessed at: an address that tries many names, a name that many addresses try.
 *
 * @param perMinute - Tries per minute and address.
 * @returns What counts one try by each of its keys.
 */
export function createSignInRate(bus: Bus, perMinute: number): (...keys: string[]) => void {
  const rate = bus.rateLimit('sign-ins', perMinute)
  return (...keys) => {
    const waits = keys.map((key) => rate.consume(key))
    const waitS = Math.max(...waits)
    if (waitS === 0) return
    throw new PatchbayError('RATE_LIMITED', `Too many tries to sign in. Try again in ${waitS} seconds.`, {
      retryAfterS: waitS,
    })
  }
}
