/** What goes on. It is counted and not kept: see `short-lived-map.ts` for what a set would hold. */
export interface UnderWay {
  track(this: void, running: Promise<unknown>): void
  /** @returns What says that it is over. */
  begin(this: void): () => void
  /** Waits until nothing goes on any more. */
  untilNone(this: void): Promise<void>
}

export function createUnderWay(): UnderWay {
  let count = 0
  let waiting: (() => void)[] = []
  const done = () => {
    count -= 1
    if (count > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }
  function begin(): () => void {
    count += 1
    return done
  }
  async function untilNone(): Promise<void> {
    if (count === 0) return
    await new Promise<void>((resolve) => waiting.push(resolve))
    // Whoever was told first may have begun something.
    return untilNone()
  }
  return {
    track(running) {
      begin()
      running.then(done, done)
    },
    begin,
    untilNone,
  }
}
