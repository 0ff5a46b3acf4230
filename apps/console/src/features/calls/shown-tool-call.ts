import type { ToolCallRecord } from '@patchbay/contract'

/** What only the gateway's own record of a tool call tells. */
type Recorded = 'callId' | 'toolClass' | 'askedBy' | 'callerPhone' | 'agentId' | 'serverId' | 'detached' | 'heardAt'

/** A tool call as it is shown: all that the gateway keeps of it, or as much as a conversation's own events tell. */
export type ShownToolCall = Omit<ToolCallRecord, Recorded> & Partial<Pick<ToolCallRecord, Recorded>>
