/** Between tries, in ms; doubled after each, with up to half of it more or less. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/** How long to wait before the next try of what has failed. */
export interface Backoff {
  /** In ms; each time a little longer. */
  next(): number
  /** It has worked: the next failure is the first again. */
  reset(): void
}

/** @param random - From 0 to 1. */
export function createBackoff(random: () => number): Backoff {
  let failures = 0
  return {
    next() {
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
      failures = Math.min(failures + 1, 20)
      return longest * (0.5 + random())
    },
    reset() {
      failures = 0
    },
  }
}
