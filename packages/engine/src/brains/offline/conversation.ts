import type { BrainRequest } from '../../brain.ts'
import { detectLanguage, type Language } from './detect-language.ts'
import type { Fact } from './facts.ts'
import type { Filled, Goal, Missing } from './goal.ts'
import type { ToolIndex } from './tool-index.ts'
import type { Clock } from './understand-when.ts'

/** What is waited for. */
export type Pending =
  | {
      type: 'answer'
      goal: Goal
      missing: Missing
      text: string
      asked: number
    }
  | {
      type: 'approval'
      goal: Goal
      filled: Filled
      text: string
      asked: number
      /** The whole read-back was said, and nothing after it: only then a yes means it. */
      heard: boolean
    }
  | { type: 'result'; goal: Goal; tool: string }

/** A conversation as far as it was followed. */
export interface Conversation {
  index: ToolIndex
  clock: Clock
  language: Language
  facts: readonly Fact[]
  pending: Pending | undefined
  /** The last goal that was reached, for "and on tuesday?". */
  last: Goal | undefined
  /** The tools used since the person last spoke. */
  usedInTurn: readonly string[]
}

export type Decision =
  | { type: 'say'; text: string }
  | { type: 'call'; name: string; arguments: Record<string, unknown> }

/** A conversation with what is to be done next in it. */
export interface Step {
  conversation: Conversation
  decision: Decision
}

/** A conversation in which nothing has been said yet. */
export function beginConversation({ instructions, now, timezone }: BrainRequest, index: ToolIndex): Conversation {
  return {
    index,
    clock: { now, timezone },
    language: detectLanguage(instructions) ?? 'en',
    facts: [],
    pending: undefined,
    last: undefined,
    usedInTurn: [],
  }
}

export function say(conversation: Conversation, text: string, pending?: Pending): Step {
  return { conversation: { ...conversation, pending }, decision: { type: 'say', text } }
}

export function callTool(conversation: Conversation, goal: Goal, tool: string, args: Record<string, unknown>): Step {
  return {
    conversation: {
      ...conversation,
      pending: { type: 'result', goal, tool },
      usedInTurn: [...conversation.usedInTurn, tool],
    },
    decision: { type: 'call', name: tool, arguments: args },
  }
}
