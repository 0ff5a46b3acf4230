import { setImmediate as turn } from 'node:timers/promises'

/** One of many that a run does together. */
interface Waiting<Item, Answer> {
  item: Item
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Does together what comes in one turn of the event loop, or while an earlier run is under way: one statement for many, and
 * no wait to speak of where there is one.
 *
 * @param run - Answers each item, in their order. Where it fails for several, each is tried alone, so that one that cannot
 *   be done takes no other with it.
 * @param atOnce - The most items of one run.
 */
export function gather<Item, Answer>(
  run: (items: Item[]) => Promise<Answer[]>,
  atOnce: number,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = []
  let isRunning = false

  async function answer(some: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await run(some.map(({ item }) => item))
      // `run` answers each item.
      some.forEach(({ resolve }, at) => resolve(answers[at] as Answer))
    } catch (error) {
      if (some.length === 1) return some[0]?.reject(error)
      for (const one of some) await answer([one])
    }
  }

  async function runAll(): Promise<void> {
    for (; waiting.length > 0; await turn()) await answer(waiting.splice(0, atOnce))
    isRunning = false
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    waiting.push({ item, resolve, reject })
    if (isRunning) return promise
    isRunning = true
    void turn().then(runAll)
    return promise
  }
}
