import { isDeepStrictEqual } from 'node:util'
import type { Brain } from '../../../brain.ts'
import type { EvaluationRow } from './evaluation-row.ts'
import type { OpenToolsets } from './open-toolsets.ts'
import { startTalk } from './talk.ts'

export interface Outcome {
  right: boolean
  /** What was done or said, for the table. */
  got: string
}

/** Holds one sentence's conversation with the real tools; a change is right when it was read back and then asked for. */
export async function evaluateRow(
  brain: Brain,
  { on, before = [], said, language, expected }: EvaluationRow,
  open: OpenToolsets,
): Promise<Outcome> {
  const talk = startTalk(brain, open[on], () => false)
  for (const earlier of before) await talk.say(earlier)
  const turn = await talk.say(said)
  const spoken = `“${turn.text}”`
  const called = turn.calls.map(({ name, args }) => `${name} ${JSON.stringify(args)}`).join(', ')
  if ('says' in expected) {
    const silent = turn.calls.every(({ readOnly }) => readOnly)
    return { right: silent && expected.says.test(turn.text), got: `${called} ${spoken}` }
  }
  const calls = [...turn.calls]
  const isWrite = open[on].tools.some(({ name, readOnly }) => name === expected.tool && !readOnly)
  if (isWrite) {
    // A change in the first turn was not read back.
    if (calls.some(({ readOnly }) => !readOnly)) return { right: false, got: `unasked: ${called}` }
    calls.push(...(await talk.say(language === 'pt' ? 'sim' : 'yes')).calls)
  }
  const args = expected.args?.(open.known) ?? {}
  const right = calls.some((call) => call.name === expected.tool && holds(call.args, args))
  return { right, got: `${calls.map((call) => `${call.name} ${JSON.stringify(call.args)}`).join(', ')} ${spoken}` }
}

/** Whether `actual` has everything of `expected`; more is no mistake. */
function holds(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((each, at) => holds(actual[at], each))
    )
  }
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  const members = new Map(Object.entries(actual))
  return Object.entries(expected).every(([key, value]) => holds(members.get(key), value))
}
