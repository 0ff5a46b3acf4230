import type { BrainRequest } from '../../brain.ts'
import { beginConversation, say, type Conversation, type Decision, type Step } from './conversation.ts'
import { readFact } from './facts.ts'
import { hearResult } from './hear-result.ts'
import { hearUtterance } from './hear-utterance.ts'
import { phrases } from './phrases.ts'
import { indexTools } from './tool-index.ts'

/**
 * Follows a conversation from its beginning and decides what comes next. The rules are deterministic, so that what was
 * meant by an earlier question or read-back is found by going through it again, and nothing is kept between requests.
 */
export function followConversation(request: BrainRequest): Decision {
  const index = indexTools(request.toolChoice === 'none' ? [] : request.tools)
  const calls = new Map<string, { name: string; arguments: string }>()
  let step: Step = greet(beginConversation(request, index))
  for (const remembered of request.history) {
    const { conversation } = step
    switch (remembered.type) {
      case 'message':
        if (remembered.role === 'user') step = hearUtterance(conversation, remembered.text)
        if (remembered.role === 'assistant') step = afterSaid(conversation, remembered.text)
        break
      case 'tool_call':
        calls.set(remembered.callId, remembered)
        break
      case 'tool_result': {
        const call = calls.get(remembered.callId)
        const fact = readFact(call?.name ?? '', call?.arguments ?? '{}', remembered.output, remembered.failed)
        step = hearResult(conversation, fact)
        break
      }
    }
  }
  return step.decision
}

function greet(conversation: Conversation): Step {
  const words = phrases(conversation.language)
  return say(conversation, `${words.hello} ${words.howCanIHelp}`)
}

/** A read-back counts only where it was said whole, and nothing else since. */
function afterSaid(conversation: Conversation, text: string): Step {
  const { pending, language } = conversation
  const decision: Decision = { type: 'say', text: phrases(language).howCanIHelp }
  if (pending?.type !== 'approval') return { conversation, decision }
  const heard = oneLine(text).endsWith(oneLine(pending.text))
  // Where it was cut off, or something else was said after it, a yes has it read again.
  return { conversation: { ...conversation, pending: { ...pending, heard } }, decision }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
