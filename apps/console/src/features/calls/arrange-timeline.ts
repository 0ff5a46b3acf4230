import type { CallDetail, ToolCallRecord, Turn } from '@patchbay/contract'

export type TimelineEntry = { kind: 'turn'; turn: Turn } | { kind: 'tool-call'; toolCall: ToolCallRecord }

/** What was said and what ran in a call, oldest first; what was said comes before what it set off in the same moment. */
export function arrangeTimeline({ turns, toolCalls }: Pick<CallDetail, 'turns' | 'toolCalls'>): TimelineEntry[] {
  const entries: (TimelineEntry & { atMs: number })[] = [
    ...turns.map((turn) => ({ kind: 'turn' as const, turn, atMs: Date.parse(turn.at) })),
    ...toolCalls.map((toolCall) => ({ kind: 'tool-call' as const, toolCall, atMs: Date.parse(toolCall.startedAt) })),
  ]
  return entries.toSorted((a, b) => a.atMs - b.atMs)
}
