import { whenTests } from './choose-item.ts'
import { isItem, type Fact } from './facts.ts'
import { latestFirst, type Goal } from './goal.ts'
import { momentOf } from './moment.ts'

/**
 * Keeps of an answer's lists what fits the day and time that were asked for ("in the evening"), where the tool takes no
 * argument for it. Where nothing fits, all is said.
 */
export function narrowFact(fact: Fact, goal: Goal, timezone: string): Fact {
  const tests = whenTests(latestFirst(goal.entries).map(({ said }) => said))
  if (tests.length === 0 || !isItem(fact.data)) return fact
  let narrowed = false
  const heard = Object.fromEntries(
    Object.entries(fact.data).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, value]
      const kept: unknown[] = value.filter((item) => {
        const moment = isItem(item) ? momentOf(item, timezone) : undefined
        return moment === undefined || tests.every((test) => test(moment))
      })
      if (kept.length === 0 || kept.length === value.length) return [key, value]
      narrowed = true
      return [key, kept]
    }),
  )
  return narrowed ? { ...fact, heard } : fact
}
