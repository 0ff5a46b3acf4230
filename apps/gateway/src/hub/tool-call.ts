import {
  META,
  type CallToolResult,
  type Outcome,
  type Principal,
  type Tool,
  type ToolCallStatus,
  type ToolClass,
} from '@patchbay/contract'
import type { mcpTools } from '../store/schema/mcp-tools.ts'
import type { ClientSide, KnownServer } from '../upstreams/upstream.ts'
import type { AgentProfile } from './agent-book.ts'
import type { ArgumentBinding, HeaderBinding } from './bindings.ts'
import type { Toolset } from './toolset.ts'

/** What a person set for a tool, beside its class. */
type TargetSettings = Pick<
  typeof mcpTools.$inferSelect,
  'cacheTtlS' | 'timeoutMs' | 'detachAfterMs' | 'approval' | 'lastGood'
>

/** What a call is aimed at. */
export interface Target {
  /** Where the tool lives; the gateway itself has none, and runs the tool with `run`. */
  server: KnownServer | undefined
  run?: (call: ToolCall) => Promise<CallToolResult>
  /** As its server wrote it. */
  tool: Tool
  /** As a model is given it: without what the gateway fills in. */
  offered: Tool
  toolClass: ToolClass
  settings: TargetSettings
  /** Why it waits for a person to look at it, where it does: then it cannot be called. */
  held?: 'new' | 'changed' | undefined
  /** What the gateway fills in. */
  arguments: readonly ArgumentBinding[]
  headers: readonly HeaderBinding[]
}

/** One `tools/call` on its way through the middleware. */
export interface ToolCall extends ClientSide {
  readonly id: string
  readonly startedAt: Date
  readonly principal: Principal
  readonly toolset: Toolset
  /** The agent in whose name it is made, where there is one. */
  readonly agent: AgentProfile | undefined
  /** As the agent wrote it. */
  readonly name: string
  /** Nothing where the toolset has no tool of that name; `authorize` lets no such call pass. */
  readonly target: Target | undefined
  readonly arguments: Record<string, unknown>
  /** From bindings: for this request to the server alone. */
  readonly headers?: Record<string, string> | undefined
  readonly callId: string | undefined
  readonly idempotencyKey?: string | undefined
  /** The client's answers to what an earlier `input_required` asked for (revision 2026-07-28). */
  readonly inputResponses?: Record<string, unknown> | undefined
  readonly requestState?: string | undefined
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Aborts `signal`, where the call has one of its own: `reuse` gives it one. */
  readonly abort?: ((reason: unknown) => void) | undefined
  /** What the steps tell each other; the same object where a step hands on a changed copy of the call. */
  readonly state: ToolCallState
}

interface ToolCallState {
  /** Set by whoever decides how the call ends, where the answer alone does not say it. */
  ending: { status: ToolCallStatus; outcome?: Outcome } | undefined
  /** Set by who writes the call's row, so that nobody writes it again. */
  journaled: boolean
  /** It has left for its server, and may have been done. */
  sent: boolean
  /** The answer was kept from an earlier call. */
  cached: boolean
  /** It goes on in the background, and its answer is written when it comes. */
  detached: boolean
  /** The size of its answer, where `shape` saw one. */
  bytes: number
}

/** Never throws: what went wrong is in its promise. */
export type Next = (call: ToolCall) => Promise<CallToolResult>
export type Middleware = (call: ToolCall, next: Next) => Promise<CallToolResult>

/** The name that the gateway's own tools have for a server. */
const OWN_SERVER = 'patchbay'

/** @returns The target, which every step behind `authorize` may count on. */
export function targetOf(call: Pick<ToolCall, 'id' | 'target'>): Target {
  if (!call.target) throw new Error(`The tool call ${call.id} has passed authorize without a target`)
  return call.target
}

/** Whether its answers are neither shared nor kept, as a service that ships with Patchbay says of its own tool. */
export function hasOwnAnswer({ server, tool }: Target): boolean {
  return server?.row.type === 'service' && tool._meta?.[META.ownAnswer] === true
}

/** What people know the target's server by. */
export function serverNameOf({ server }: Target): string {
  return server?.row.name ?? OWN_SERVER
}

/** The conversation that a call belongs to, or the credential and caller where there is none. */
export function placeOf({ callId, principal }: ToolCall): string {
  return callId ?? `${principal.userId} ${principal.credentialId} ${principal.caller?.phone ?? ''}`
}

/** Whether the answer is an `input_required` of the 2026 revision: nothing has been done yet. */
export function asksForInput(result: CallToolResult): boolean {
  return result.resultType === 'input_required'
}
