import type { ToolCallRecord } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import { mergeToolCalls } from './merge-tool-calls.ts'

// Nothing observes this entry, so the cache drops it some minutes after the last event; by then all of it is stored.
export const recentToolCallsKey = ['recent-tool-calls']
const KEPT = 100

/** The tool calls that the event stream told of lately. */
export function readRecentToolCalls(queryClient: QueryClient): ToolCallRecord[] {
  return queryClient.getQueryData<ToolCallRecord[]>(recentToolCallsKey) ?? []
}

/** Keeps a tool call, so that a fetch that was quicker than the gateway's records does not lose it again. */
export function keepRecentToolCall(queryClient: QueryClient, toolCall: ToolCallRecord): void {
  queryClient.setQueryData<ToolCallRecord[]>(recentToolCallsKey, (recent = []) =>
    mergeToolCalls(recent, [toolCall]).slice(0, KEPT),
  )
}
