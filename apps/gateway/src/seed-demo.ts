import { seedClub } from '@patchbay/club'

/** How often the demonstration's sessions are topped up, in ms. */
const SEED_EVERY_MS = 6 * 3600 * 1000

/** Fills the demonstration club, and keeps days with free places ahead of it. @returns The way to stop. */
export async function keepDemoSeeded(
  db: Parameters<typeof seedClub>[0],
  options: Parameters<typeof seedClub>[1],
  onError: (error: unknown) => void,
): Promise<Disposable> {
  const seed = () => seedClub(db, options)
  await seed()
  const topUp = setInterval(() => void seed().catch(onError), SEED_EVERY_MS).unref()
  return { [Symbol.dispose]: () => clearInterval(topUp) }
}
