import type { ToolCallRecord } from '@patchbay/contract'

/**
 * One list, newest first, of tool calls that were fetched and tool calls that the event stream told of. The gateway
 * writes its records in batches, so either side may know a call that the other does not, or not yet its end.
 */
export function mergeToolCalls(fetched: readonly ToolCallRecord[], told: readonly ToolCallRecord[]): ToolCallRecord[] {
  const byId = new Map(fetched.map((toolCall) => [toolCall.id, toolCall]))
  for (const toolCall of told) {
    const known = byId.get(toolCall.id)
    if (!known || known.status === 'running') byId.set(toolCall.id, toolCall)
  }
  return [...byId.values()].toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
}
