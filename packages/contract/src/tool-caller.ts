/** A tool as MCP describes it. Members that we do not know travel unchanged. */
export interface Tool {
  name: string
  title?: string
  description?: string
  inputSchema: Record<string, unknown>
  outputSchema?: Record<string, unknown>
  annotations?: {
    title?: string
    readOnlyHint?: boolean
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint?: boolean
  }
  _meta?: Record<string, unknown>
  [member: string]: unknown
}

/** A tool's answer as MCP describes it. */
export interface CallToolResult {
  content: { type: string; text?: string; [member: string]: unknown }[]
  structuredContent?: unknown
  isError?: boolean
  _meta?: Record<string, unknown>
  [member: string]: unknown
}

export interface ToolCallOptions {
  signal?: AbortSignal
  /** Our id of the voice conversation that asks (`cv_…`). */
  callId?: string
  turn?: number
  /** The engine's id of this function call (`call_…`). */
  functionCallId?: string
  /** Makes two tool calls the same one; `functionCallId` serves where none is given. */
  idempotencyKey?: string
}

/** All that a voice engine or a bridge needs of the gateway: in process from the hub, elsewhere over the wire. */
export interface ToolCaller {
  listTools(signal?: AbortSignal): Promise<Tool[]>
  callTool(name: string, args: Record<string, unknown>, options?: ToolCallOptions): Promise<CallToolResult>
  /** Calls `listener` when the list may have changed; returns the way to stop. */
  onToolsChanged(listener: () => void): () => void
}
