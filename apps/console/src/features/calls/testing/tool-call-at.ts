import type { ToolCallRecord } from '@patchbay/contract'

/** A tool call of the minute after 12:00 UTC, for tests. */
export function toolCallAt(id: string, second: number, status: ToolCallRecord['status'] = 'succeeded'): ToolCallRecord {
  return {
    id,
    callId: null,
    agentId: null,
    serverId: null,
    detached: false,
    heardAt: null,
    server: 'club',
    tool: 'get_availability',
    toolClass: 'read',
    arguments: {},
    status,
    outcome: null,
    resultText: null,
    error: null,
    askedBy: 'Front desk',
    callerPhone: null,
    startedAt: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
    endedAt: null,
    durationMs: null,
  }
}
