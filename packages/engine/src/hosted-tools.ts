import { soundsReadOnly, type CallToolResult, type Tool, type ToolCaller } from '@patchbay/contract'
import type { Item, McpApprovalRequest, ServerEvent, SessionPatch } from '@patchbay/realtime'
import type { BrainTool } from './brain.ts'
import { newId } from './new-id.ts'

type ToolConfig = NonNullable<SessionPatch['tools']>[number]
export type McpConfig = Extract<ToolConfig, { type: 'mcp' }>
export type FunctionConfig = Extract<ToolConfig, { type: 'function' }>

/** An MCP server that the engine reached. */
export type McpConnection = Pick<ToolCaller, 'listTools' | 'callTool'> & AsyncDisposable

/** Reaches an MCP server on behalf of a session; whoever runs the engine decides what may be reached. */
export type ConnectMcp = (
  server: { url: string; headers: Record<string, string> },
  signal: AbortSignal,
) => Promise<McpConnection>

/** What a name of a tool means to the engine. */
export type ToolTarget =
  | { kind: 'function'; name: string }
  | { kind: 'mcp'; label: string; name: string; readOnly: boolean; needsApproval: boolean }

interface HostedServer {
  config: McpConfig
  key: string
  tools: Tool[]
  connection: McpConnection | undefined
  listing: Promise<void>
}

export interface HostedToolsOptions {
  connectMcp: ConnectMcp
  emit: (event: EmittedEvent) => void
  /** Puts an item into the conversation. */
  beginItem: (item: Item) => void
  /** The item is finished as it stands. */
  finishItem: (item: Item) => void
}

/** A server event before it has its id. */
export type EmittedEvent = ServerEvent extends infer Event
  ? Event extends { event_id: string }
    ? Omit<Event, 'event_id'>
    : never
  : never

/** How long a response waits for lists that are still on their way, in ms. */
const LISTS_PATIENCE_MS = 10_000

/** The hosted MCP servers of a session: listed when they are configured, called when the brain asks. */
export class HostedTools implements AsyncDisposable {
  private servers = new Map<string, HostedServer>()
  private readonly options: HostedToolsOptions
  private readonly closing = new AbortController()

  constructor(options: HostedToolsOptions) {
    this.options = options
  }

  /** Lists servers that are new or changed, and leaves those that are gone. */
  configure(configs: McpConfig[]): void {
    const before = this.servers
    this.servers = new Map()
    for (const config of configs) {
      const key = JSON.stringify(config)
      const known = before.get(config.server_label)
      if (known?.key === key) {
        this.servers.set(config.server_label, known)
        before.delete(config.server_label)
        continue
      }
      const server: HostedServer = { config, key, tools: [], connection: undefined, listing: Promise.resolve() }
      this.servers.set(config.server_label, server)
      server.listing = this.list(server)
    }
    for (const { connection } of before.values()) void connection?.[Symbol.asyncDispose]()
  }

  /** Resolves when every list has come or failed, or after a bound. */
  async listed(): Promise<void> {
    const lists = Promise.all([...this.servers.values()].map(({ listing }) => listing))
    let timer: NodeJS.Timeout | undefined
    const bound = new Promise<void>((resolve) => (timer = setTimeout(resolve, LISTS_PATIENCE_MS)))
    await Promise.race([lists, bound])
    clearTimeout(timer)
  }

  /** All tools of a session as a brain sees them, functions included, each under a name of its own. */
  describe(functions: FunctionConfig[]): Map<string, { tool: BrainTool; target: ToolTarget }> {
    const tools = new Map<string, { tool: BrainTool; target: ToolTarget }>()
    for (const { name, description, parameters } of functions) {
      const tool = { name, description, parameters: parameters ?? emptyObject, readOnly: soundsReadOnly(name) }
      tools.set(name, { tool, target: { kind: 'function', name } })
    }
    for (const { config, tools: listed } of this.servers.values()) {
      for (const { name, description, inputSchema, annotations } of listed) {
        const shown = tools.has(name) ? `${config.server_label}__${name}` : name
        const readOnly = annotations?.readOnlyHint === true
        const tool = { name: shown, description, parameters: inputSchema, readOnly }
        const needsApproval = asksApproval(config, name, readOnly)
        tools.set(shown, { tool, target: { kind: 'mcp', label: config.server_label, name, readOnly, needsApproval } })
      }
    }
    return tools
  }

  async call(
    { server_label: label, name, arguments: args }: Pick<McpApprovalRequest, 'server_label' | 'name' | 'arguments'>,
    options: { signal: AbortSignal; functionCallId: string },
  ): Promise<CallToolResult> {
    const connection = this.servers.get(label)?.connection
    if (!connection) throw new Error(`The server ${label} is not connected`)
    // A brain's arguments are JSON of an object, or nothing.
    const read = JSON.parse(args === '' ? '{}' : args) as Record<string, unknown>
    return connection.callTool(name, read, options)
  }

  /** Whether interrupting may cancel a call of the tool. */
  isReadOnly(label: string, name: string): boolean {
    const tool = this.servers.get(label)?.tools.find((listed) => listed.name === name)
    return tool?.annotations?.readOnlyHint === true
  }

  async [Symbol.asyncDispose]() {
    this.closing.abort()
    const open = [...this.servers.values()].flatMap(({ connection }) => (connection ? [connection] : []))
    await Promise.allSettled(open.map((connection) => connection[Symbol.asyncDispose]()))
  }

  private async list(server: HostedServer): Promise<void> {
    const { emit, beginItem, finishItem, connectMcp } = this.options
    const { server_label: label, server_url: url, authorization, headers } = server.config
    const itemId = newId('item')
    // After the event that configured it.
    await Promise.resolve()
    emit({ type: 'mcp_list_tools.in_progress', item_id: itemId })
    const item = { type: 'mcp_list_tools' as const, id: itemId, server_label: label, tools: [] }
    // From now on a client may ask for it.
    beginItem(item)
    try {
      const all = { ...headers, ...(authorization ? { authorization: bearer(authorization) } : {}) }
      const connection = await connectMcp({ url, headers: all }, this.closing.signal)
      server.connection = connection
      server.tools = (await connection.listTools(this.closing.signal)).filter((tool) => isAllowed(server.config, tool))
      finishItem({ ...item, tools: server.tools.map(describeTool) })
      emit({ type: 'mcp_list_tools.completed', item_id: itemId })
    } catch {
      // What went wrong may name what only the owner of the server should know.
      finishItem(item)
      emit({ type: 'mcp_list_tools.failed', item_id: itemId })
    }
  }
}

function describeTool({ name, description, inputSchema, annotations }: Tool) {
  return {
    name,
    description: description ?? null,
    input_schema: inputSchema,
    annotations: annotations ?? null,
  }
}

const emptyObject = { type: 'object', properties: {} }

function bearer(authorization: string): string {
  return /^\w+ /.test(authorization) ? authorization : `Bearer ${authorization}`
}

type ToolFilter = NonNullable<McpConfig['allowed_tools']>

function matches(filter: ToolFilter, name: string, readOnly: boolean): boolean {
  if (Array.isArray(filter)) return filter.includes(name)
  const { tool_names: names, read_only: onlyReads } = filter
  return (names === undefined || names.includes(name)) && (onlyReads === undefined || onlyReads === readOnly)
}

function isAllowed({ allowed_tools: allowed }: McpConfig, tool: Tool): boolean {
  return allowed == null || matches(allowed, tool.name, tool.annotations?.readOnlyHint === true)
}

/** Approval is asked for unless it was waived, as the protocol has it. */
function asksApproval({ require_approval: policy }: McpConfig, name: string, readOnly: boolean): boolean {
  if (policy === 'never') return false
  if (policy == null || policy === 'always') return true
  if (policy.always && matches(policy.always, name, readOnly)) return true
  return !(policy.never && matches(policy.never, name, readOnly))
}
