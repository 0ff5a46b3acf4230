import { META, type CallToolResult, type Outcome, type ToolCallStatus } from '@patchbay/contract'
import type { ToolCall } from './tool-call.ts'

const statusOf: Record<Outcome['status'], ToolCallStatus> = {
  already_done: 'already_done',
  needs_confirmation: 'refused',
  running: 'running',
  unknown: 'unknown',
  unavailable: 'failed',
  busy: 'refused',
  refused: 'refused',
}

/**
 * Ends a call in one of the ways of the contract.
 *
 * @param words - What a model is told: it can act on them, and say them.
 * @param first - The first call's own answer, for `already_done`; every other outcome is marked as an error, so that
 *   no client holds it against the tool's output schema.
 */
export function endWith(call: ToolCall, outcome: Outcome, words: string, first?: CallToolResult): CallToolResult {
  call.state.ending = { status: statusOf[outcome.status], outcome }
  const said = { type: 'text', text: words }
  if (first) {
    return { ...first, content: [said, ...first.content], _meta: { ...first._meta, [META.outcome]: outcome } }
  }
  return { content: [said], isError: true, _meta: { [META.outcome]: outcome } }
}
