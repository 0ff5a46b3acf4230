import type { Brain } from '../../brain.ts'
import { followConversation } from './follow-conversation.ts'
import { splitSentences } from './speak-result.ts'

/**
 * A brain of rules: no key, no download, no language model. It works from the tools' names, descriptions and schemas,
 * in English and Portuguese, and reads every change back before it is made. What it does not understand it says so.
 */
export function createOfflineBrain(): Brain {
  return {
    name: 'offline',
    async *respond(request) {
      request.signal.throwIfAborted()
      const decision = followConversation(request)
      if (decision.type === 'call') {
        yield { type: 'tool_call', name: decision.name, arguments: JSON.stringify(decision.arguments) }
        return
      }
      for (const [index, sentence] of splitSentences(decision.text).entries()) {
        request.signal.throwIfAborted()
        yield { type: 'text', text: index === 0 ? sentence : ` ${sentence}` }
      }
    },
  }
}
