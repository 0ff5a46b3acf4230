const WINDOW_MS = 60_000

/** Counts uses in windows of a minute, each beginning with its key's first use. */
export interface WindowCounter {
  /**
   * Counts one use.
   *
   * @returns 0 where it is allowed, else the whole seconds until the window is over.
   */
  consume(key: string): number
  /** Keys that it knows. */
  readonly size: number
}

/**
 * @param limit - Uses that one key may have in a window.
 * @param now - Milliseconds since 1970.
 */
export function createWindowCounter(limit: number, now: () => number): WindowCounter {
  const windows = new Map<string, { uses: number; endsAt: number }>()
  let sweptAt = now()

  /** Windows that are over, of keys that never came again. */
  function sweep(at: number): void {
    sweptAt = at
    for (const [key, { endsAt }] of windows) if (endsAt <= at) windows.delete(key)
  }

  return {
    get size() {
      return windows.size
    },
    consume(key) {
      const at = now()
      if (at >= sweptAt + WINDOW_MS) sweep(at)
      let window = windows.get(key)
      if (!window || window.endsAt <= at) windows.set(key, (window = { uses: 0, endsAt: at + WINDOW_MS }))
      window.uses += 1
      return window.uses <= limit ? 0 : Math.max(1, Math.ceil((window.endsAt - at) / 1000))
    },
  }
}
