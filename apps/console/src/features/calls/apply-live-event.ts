import type { Call, LiveEvent, ToolCallRecord, Turn } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import { callQuery, callsQuery, toolCallsQuery } from './api.ts'
import { mergeToolCalls } from './merge-tool-calls.ts'
import { mergeTurns } from './merge-turns.ts'
import { withCall, withToolCall } from './pages.ts'
import { keepRecentToolCall } from './recent-tool-calls.ts'
import { keepRecentTurn } from './recent-turns.ts'

/** Brings what is on the screen about calls up to date with one event, without asking the gateway again. */
export function applyToCalls(queryClient: QueryClient, event: LiveEvent): void {
  switch (event.type) {
    case 'call.started':
    case 'call.ended':
      return applyCall(queryClient, event.call)
    case 'turn.added':
      return applyTurn(queryClient, event.turn)
    case 'tool_call.started':
      countInCall(queryClient, event.toolCall)
      return applyToolCall(queryClient, event.toolCall)
    case 'tool_call.ended':
      return applyToolCall(queryClient, event.toolCall)
    case 'server.status':
    case 'server.changed':
    case 'agent.changed':
    case 'approval.requested':
    case 'approval.decided':
    case 'notice':
    case 'stopping':
  }
}

function applyCall(queryClient: QueryClient, call: Call): void {
  queryClient.setQueryData(callsQuery.queryKey, (data) => data && { ...data, pages: withCall(data.pages, call) })
  queryClient.setQueryData(callQuery(call.callId).queryKey, (known) => known && { ...known, ...call })
}

function applyTurn(queryClient: QueryClient, turn: Turn): void {
  keepRecentTurn(queryClient, turn)
  queryClient.setQueryData(
    callQuery(turn.callId).queryKey,
    (known) => known && { ...known, turns: mergeTurns(known.turns, [turn]) },
  )
}

function applyToolCall(queryClient: QueryClient, toolCall: ToolCallRecord): void {
  keepRecentToolCall(queryClient, toolCall)
  queryClient.setQueryData(
    toolCallsQuery.queryKey,
    (data) => data && { ...data, pages: withToolCall(data.pages, toolCall) },
  )
  if (toolCall.callId === null) return
  queryClient.setQueryData(
    callQuery(toolCall.callId).queryKey,
    (known) => known && { ...known, toolCalls: mergeToolCalls(known.toolCalls, [toolCall]) },
  )
}

/** A call's own events come at its start and end; in between its count follows from its tool calls. */
function countInCall(queryClient: QueryClient, { callId }: ToolCallRecord): void {
  const call = queryClient
    .getQueryData(callsQuery.queryKey)
    ?.pages.flatMap((page) => page.calls)
    .find((known) => known.callId === callId)
  if (call) applyCall(queryClient, { ...call, toolCallCount: call.toolCallCount + 1 })
}
