import type { CallToolResult, Principal, Tool } from '@patchbay/contract'

export interface UpstreamCall {
  name: string
  arguments: Record<string, unknown>
  /** Goes along as `_meta`. */
  meta: Record<string, unknown>
  principal: Principal
  signal: AbortSignal
  onProgress: ((progress: Progress) => void) | undefined
  onLog: ((message: LogMessage) => void) | undefined
}

/** The params of `notifications/progress`, without the token. */
export interface Progress {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

/** The params of `notifications/message`. */
export interface LogMessage {
  level: 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency'
  data: unknown
  logger?: string
}

/** The live connection to a server or a service. */
export interface Upstream extends AsyncDisposable {
  /** What its tools are known by where names collide. */
  readonly name: string
  /** Every page of `tools/list`. */
  listTools(): Promise<Tool[]>
  callTool(call: UpstreamCall): Promise<CallToolResult>
  /** @returns The way to stop. */
  onToolsChanged(listener: () => void): () => void
}
