import { say, type Conversation, type Step } from './conversation.ts'
import type { Fact } from './facts.ts'
import { narrowFact } from './narrow-fact.ts'
import { pursueGoal } from './pursue-goal.ts'
import { speakResult } from './speak-result.ts'

/** Takes a tool's answer in: goes on towards the goal that needed it, or says it. */
export function hearResult(before: Conversation, fact: Fact): Step {
  const { pending, index, clock } = before
  const readOnly = index.find(fact.tool)?.readOnly ?? false
  const awaited = pending?.type === 'result' && pending.tool === fact.tool ? pending.goal : undefined
  const kept = awaited?.tool === fact.tool && readOnly ? narrowFact(fact, awaited, clock.timezone) : fact
  const conversation = { ...before, facts: [...before.facts, kept] }
  const spoken = speakResult(kept, conversation, readOnly)
  // An answer that nothing waits for came late: it is said, and what is waited for stays.
  if (!awaited) return say(conversation, spoken, pending)
  if (fact.failed) return say(conversation, spoken)
  if (awaited.tool !== fact.tool) return pursueGoal(conversation, awaited)
  return say({ ...conversation, last: awaited }, spoken)
}
