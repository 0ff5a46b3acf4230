import type { Call, ToolCallRecord } from '@patchbay/contract'
import { mergeToolCalls } from './merge-tool-calls.ts'

interface CallsPage {
  calls: Call[]
  nextBefore: string | null
}

interface ToolCallsPage {
  toolCalls: ToolCallRecord[]
  nextBefore: string | null
}

/** The pages with this call in its place: a known one is replaced where it stands, a new one comes first. */
export function withCall(pages: CallsPage[], call: Call): CallsPage[] {
  const at = Math.max(
    0,
    pages.findIndex((page) => page.calls.some(({ callId }) => callId === call.callId)),
  )
  return pages.map((page, index) => (index === at ? { ...page, calls: place(page.calls, call) } : page))
}

/** The pages with this tool call in its place, as {@link withCall}. */
export function withToolCall(pages: ToolCallsPage[], toolCall: ToolCallRecord): ToolCallsPage[] {
  const at = Math.max(
    0,
    pages.findIndex((page) => page.toolCalls.some(({ id }) => id === toolCall.id)),
  )
  return pages.map((page, index) =>
    index === at ? { ...page, toolCalls: mergeToolCalls(page.toolCalls, [toolCall]) } : page,
  )
}

function place(calls: Call[], call: Call): Call[] {
  const known = calls.find(({ callId }) => callId === call.callId)
  if (!known) return [call, ...calls]
  // The event of a call's end does not count its tool calls; the page has.
  const toolCallCount = Math.max(known.toolCallCount, call.toolCallCount)
  return calls.map((other) => (other === known ? { ...call, toolCallCount } : other))
}
