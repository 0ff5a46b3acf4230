import type { Check } from '@patchbay/contract'
import { messageOf } from './message-of.ts'

/** Runs one check. @param run - Answers what it found, or throws with what is wrong and what to do. */
export async function runCheck(name: string, run: () => Promise<string>): Promise<Check> {
  const began = performance.now()
  const [ok, detail] = await run().then(
    (found) => [true, found] as const,
    (error: unknown) => [false, messageOf(error)] as const,
  )
  return { name, ok, ms: Math.round((performance.now() - began) * 10) / 10, detail }
}
