import { seedClub } from '@patchbay/club'
import { seedLibrary } from '@patchbay/library'
import { runEvery } from './run-every.ts'

/** How often the demonstration's sessions are topped up, in ms. */
const SEED_EVERY_MS = 6 * 3600 * 1000

/**
 * Fills the demonstration club, and keeps days with free places ahead of it; the demonstration's books follow behind,
 * so that nobody waits for them.
 *
 * @returns The way to stop.
 */
export async function keepDemoSeeded(
  db: Parameters<typeof seedClub>[0],
  options: Parameters<typeof seedClub>[1],
  onError: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const seed = () => seedClub(db, options)
  await seed()
  const stopped = new AbortController()
  const books = seedLibrary(db, options.now, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) onError(error)
  })
  const topUp = runEvery(SEED_EVERY_MS, seed, onError)
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await topUp[Symbol.asyncDispose]()
      await books
    },
  }
}
