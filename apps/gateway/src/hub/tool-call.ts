import type { CallToolResult, Outcome, Principal, Tool, ToolCallStatus, ToolClass } from '@patchbay/contract'
import type { LogMessage, Progress, Upstream } from '../upstreams/upstream.ts'
import type { Toolset } from './toolset.ts'

/** What a call is aimed at. */
export interface Target {
  upstream: Upstream
  /** As its server wrote it. */
  tool: Tool
  toolClass: ToolClass
}

/** One `tools/call` on its way through the middleware. */
export interface ToolCall {
  readonly id: string
  readonly startedAt: Date
  readonly principal: Principal
  readonly toolset: Toolset
  /** As the agent wrote it. */
  readonly name: string
  /** Nothing where the toolset has no tool of that name; `authorize` lets no such call pass. */
  readonly target: Target | undefined
  readonly arguments: Record<string, unknown>
  readonly callId: string | undefined
  readonly idempotencyKey: string | undefined
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  readonly onProgress: ((progress: Progress) => void) | undefined
  readonly onLog: ((message: LogMessage) => void) | undefined
  /** What the steps tell each other; the same object where a step hands on a changed copy of the call. */
  readonly state: {
    /** Set by whoever decides how the call ends, where the answer alone does not say it. */
    ending: { status: ToolCallStatus; outcome?: Outcome } | undefined
    /** Set by who writes the call's row, so that nobody writes it again. */
    journaled: boolean
  }
}

export type Next = (call: ToolCall) => Promise<CallToolResult>
export type Middleware = (call: ToolCall, next: Next) => Promise<CallToolResult>

/** @returns The target, which every step behind `authorize` may count on. */
export function targetOf(call: ToolCall): Target {
  if (!call.target) throw new Error(`The tool call ${call.id} has passed authorize without a target`)
  return call.target
}
