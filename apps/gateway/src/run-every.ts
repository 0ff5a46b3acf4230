/**
 * Runs something again and again, one round at a time; a round that takes longer leaves the next ones out.
 *
 * @param ms - From the beginning of one round to that of the next.
 * @param onError - Hears of rounds that failed; the next one runs all the same.
 * @returns The way to stop, which waits for the round that is under way: it may still need what is closed after it.
 */
export function runEvery(ms: number, run: () => Promise<unknown>, onError: (error: unknown) => void): AsyncDisposable {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= run()
      .then(() => {}, onError)
      .finally(() => (round = undefined))
  }, ms).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await round
    },
  }
}
