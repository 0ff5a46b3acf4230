/**
 * Waits for a promise, but not beyond the signal.
 *
 * @throws The signal's reason, when it is aborted first; what becomes of the promise then concerns nobody.
 */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What an iterable brings until the signal is aborted, also where it does not listen to it. */
export async function* eachUntilAborted<T>(iterable: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = iterable[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await untilAborted(iterator.next(), signal)
      if (done) return
      yield value
    }
  } finally {
    // One that hangs would hang here too.
    void iterator.return?.().catch(() => {})
  }
}
