import type {
  Agent,
  AgentChange,
  Approval,
  CallToolResult,
  NewAgent,
  OfferedServer,
  Principal,
  ServerMetrics,
  ServerTool,
  Tool,
  ToolCallRecord,
  ToolSettingsChange,
} from '@patchbay/contract'
import type { Registry } from 'prom-client'
import type { ChangedList, ClientSide, KnownServer } from '../upstreams/upstream.ts'

export type { ChangedList } from '../upstreams/upstream.ts'
import type { Toolset } from './toolset.ts'

/** A tool call as a door hands it in. */
export interface ToolCallRequest extends ClientSide {
  principal: Principal
  toolset: Toolset
  name: string
  arguments: Record<string, unknown>
  /** The call that the request names; the credential's own call comes first. */
  callId?: string | undefined
  idempotencyKey?: string | undefined
  signal: AbortSignal
  /** The client's answers to what an earlier `input_required` asked for (revision 2026-07-28). */
  inputResponses?: Record<string, unknown> | undefined
  requestState?: string | undefined
}

/** What happens to a tool call. */
export interface Hub extends AsyncDisposable {
  /** The tools of a toolset, under the names that agents call them by. */
  listTools(principal: Principal, toolset: Toolset): Tool[]
  /**
   * Runs a tool call through every step.
   *
   * @returns The tool's own answer, one of the outcomes of the contract, or an `input_required` of a server of the 2026 revision.
   * @throws {ProtocolError} For an unknown tool or call id, and for protocol errors of the server.
   */
  callTool(request: ToolCallRequest): Promise<CallToolResult>
  /** The arguments of a call that its tool wants as headers too, where they come by HTTP (revision 2026-07-28), by the header. */
  paramHeaders(
    principal: Principal,
    toolset: Toolset,
    name: string,
    args: Record<string, unknown>,
  ): Iterable<[string, string | number | boolean]>
  /** The servers behind a toolset, for what is no tool: resources, prompts, completions. */
  serversOf(principal: Principal, toolset: Toolset): readonly KnownServer[]
  /** @throws {PatchbayError} `NOT_FOUND`, or `SCOPE_REQUIRED` where the credential belongs to another agent. */
  requireToolset(principal: Principal, toolset: Toolset): void
  /** @returns The way to stop. */
  onListChanged(list: ChangedList, listener: () => void): () => void
  readonly agents: Agents
  readonly approvals: Approvals
  readonly toolBook: ToolBook
  readonly results: Results
  readonly metrics: Metrics
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

/** Voice agents and what they are given; each user has their own. Everything here throws `NOT_FOUND` for another's. */
export interface Agents {
  list(userId: number): Promise<Agent[]>
  get(userId: number, id: number): Promise<Agent>
  /** @throws {PatchbayError} `NAME_TAKEN` for the slug. */
  create(userId: number, agent: NewAgent): Promise<Agent>
  change(userId: number, id: number, change: AgentChange): Promise<Agent>
  delete(userId: number, id: number): Promise<void>
  /** @param tools - All of them where null. */
  give(userId: number, id: number, serverId: number, tools: string[] | null): Promise<Agent>
  take(userId: number, id: number, serverId: number): Promise<Agent>
  /** What an agent of this user can be given. */
  offers(userId: number): OfferedServer[]
  /** The keys that end with it. */
  consequences(userId: number, id: number): Promise<{ keys: { id: number; name: string }[] }>
}

/** Calls that wait for a person. */
export interface Approvals {
  list(
    userId: number,
    query: {
      state: 'pending' | 'decided' | 'all'
      callId?: string | undefined
      limit: number
      before?: string | undefined
    },
  ): Promise<Approval[]>
  /** @throws {PatchbayError} `NOT_FOUND`, or `ALREADY_DECIDED`. */
  decide(
    userId: number,
    id: string,
    decision: { approve: boolean; by: string; via: 'console' | 'voice' | 'elicitation'; reason?: string | undefined },
  ): Promise<Approval>
  /** A console of the user watches, so a call may be held for it. @returns The way to stop. */
  watch(userId: number): () => void
}

/** The tools of registered servers, as a person reviews and sets them. The caller has seen to whose server it is. */
export interface ToolBook {
  list(serverId: number): Promise<ServerTool[]>
  /** @throws {PatchbayError} `NOT_FOUND` naming the tools that the server has not; then nothing is changed. */
  set(serverId: number, names: string[], settings: ToolSettingsChange): Promise<ServerTool[]>
  /** Takes definitions as they are now. @throws {PatchbayError} `NOT_FOUND`. */
  review(serverId: number, names: string[]): Promise<ServerTool[]>
  /** Takes every definition as it is now, as when a server is set to `trust`. */
  reviewAll(serverId: number): Promise<void>
  counts(serverId: number): { tools: number; held: number }
}

/** Results that came later, and writes whose outcome nobody saw. */
export interface Results {
  /** @throws {PatchbayError} `NOT_FOUND`. A finished background call counts as heard. */
  fetch(userId: number, id: string): Promise<ToolCallRecord & { result: CallToolResult | null }>
  /** A person's word on an unknown write. @throws {PatchbayError} `NOT_FOUND`, or `ALREADY_SETTLED`. */
  settle(userId: number, id: string, happened: boolean, by: string, note?: string): Promise<ToolCallRecord>
  /** Something that was taken out of an answer for a language model. */
  blob(userId: number, id: string): Promise<{ mimeType: string; bytes: Uint8Array } | undefined>
}

export interface Metrics {
  /** For Prometheus; other rooms may add to it. */
  readonly registry: Registry
  /** The last hour of the servers with these ids. */
  read(serverIds: readonly number[]): Promise<ServerMetrics>
}
