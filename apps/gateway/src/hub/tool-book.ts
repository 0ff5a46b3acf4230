import { PatchbayError, type LiveEvent, type ServerTool, type Tool } from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import type { AuditLog } from '../store/audit-log.ts'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { mcpTools } from '../store/schema/mcp-tools.ts'
import type { Store } from '../store/store.ts'
import { UpstreamUnavailable, type KnownServer, type Upstreams } from '../upstreams/upstream.ts'
import type { ToolBook } from './hub.ts'
import { withoutAbsent } from './without-absent.ts'
import { describeTool, isHeld, mergeTools, sameTools, type KnownTool } from './known-tool.ts'

/** The last known tools of every server, in memory; the store has them too. */
export interface OpenToolBook extends ToolBook, AsyncDisposable {
  /** In the server's order; those that are gone too. */
  toolsOf(serverId: number): readonly KnownTool[]
}

export interface ToolBookOptions {
  store: Store
  bus: Bus
  upstreams: Upstreams
  auditLog: AuditLog
  /** Whether servers are connected before anybody asks for their tools. */
  connects: boolean
  /** Is told when what is offered may have changed, before anybody else. */
  onChanged: () => void
  now: () => number
  onError: (error: unknown) => void
}

/**
 * Reads a server's list when it is connected and whenever it says that it changed. Of a server whose definitions are
 * pinned, what is new or changed since a person approved it is held.
 */
export async function openToolBook(options: ToolBookOptions): Promise<OpenToolBook> {
  const { bus, upstreams, auditLog, connects, onChanged, now, onError } = options
  const { db } = options.store
  const known = new Map<number, KnownTool[]>()
  const reading = new Map<number, { again: boolean; done: Promise<void> }>()
  const watched = new Map<number, { upstream: KnownServer['upstream']; stop: () => void }>()

  const rows = await db.select().from(mcpTools).orderBy(mcpTools.serverId, mcpTools.position)
  for (const [serverId, tools] of Map.groupBy(rows, (row) => row.serverId)) known.set(serverId, tools)

  /** Reads a server's list; whoever asks meanwhile has it read once more. */
  function refresh(server: KnownServer): Promise<void> {
    const { id } = server.row
    const underWay = reading.get(id)
    if (underWay) {
      underWay.again = true
      return underWay.done
    }
    const run = { again: false, done: Promise.resolve() }
    reading.set(id, run)
    run.done = (async () => {
      try {
        do {
          run.again = false
          await take(server, await server.upstream.listTools())
        } while (run.again)
      } catch (error) {
        // What is down keeps the tools that it had; it is read when it is back.
        if (!(error instanceof UpstreamUnavailable)) onError(error)
      } finally {
        reading.delete(id)
      }
    })()
    return run.done
  }

  async function take(server: KnownServer, listed: Tool[]): Promise<void> {
    const { row } = server
    const first = row.pinnedAt === null
    const before = known.get(row.id) ?? []
    const kept = mergeTools({ row, before, listed, others: namesOfOthers(server), seenAt: new Date(now()) })
    if (!first && sameTools(kept, before)) {
      // The store gives a definition's members back in another order: a service is listed letter by letter as it is written,
      // whether the gateway was started for the first time or again.
      if (row.type === 'service') {
        known.set(row.id, kept)
        onChanged()
      }
      return
    }
    tellOfHeld(server, kept, before)
    known.set(row.id, kept)
    onChanged()
    await write(server, kept)
    tell(server)
  }

  async function write({ row }: KnownServer, tools: KnownTool[]): Promise<void> {
    await db.transaction(async (tx) => {
      const [server] = await tx
        .update(mcpServers)
        .set({ pinnedAt: row.pinnedAt ?? new Date(now()) })
        .where(eq(mcpServers.id, row.id))
        .returning({ pinnedAt: mcpServers.pinnedAt })
      // The server was removed meanwhile, and its tools with it.
      if (!server) return
      row.pinnedAt = server.pinnedAt
      await tx.delete(mcpTools).where(eq(mcpTools.serverId, row.id))
      if (tools.length > 0) await tx.insert(mcpTools).values(tools)
    })
  }

  /** Names of tools that the same user has elsewhere, and their server's. */
  function namesOfOthers(server: KnownServer): Map<string, string> {
    const names = new Map<string, string>()
    for (const other of upstreams.visibleTo(server.row.userId)) {
      if (other.row.id === server.row.id) continue
      for (const { name, state } of known.get(other.row.id) ?? []) if (state !== 'gone') names.set(name, other.row.name)
    }
    return names
  }

  function tellOfHeld({ row }: KnownServer, tools: KnownTool[], before: KnownTool[]): void {
    const toldOf = new Set(before.filter(isHeld).map(({ hash }) => hash))
    for (const tool of tools) {
      if (!isHeld(tool) || toldOf.has(tool.hash)) continue
      const changed = tool.state === 'changed'
      auditLog.record({
        userId: row.userId,
        type: changed ? 'security.tool_changed' : 'tool.held',
        severity: changed ? 'warning' : 'notice',
        actor: row.name,
        subject: `${row.name}: ${tool.name}`,
        sentence: changed
          ? `${row.name} changed the tool ${tool.name}. It is held back until you have looked at it.`
          : `${row.name} has a new tool, ${tool.name}. It is held back until you have looked at it.`,
        details: { serverId: row.id, tool: tool.name, hash: tool.hash, approvedHash: tool.approvedHash },
      })
    }
  }

  function tell({ row }: KnownServer): void {
    bus.publish('tools.changed', {})
    const event: LiveEvent = { type: 'server.changed', serverId: row.id }
    bus.publish('live', { userId: row.userId, event })
  }

  /** Watches the connection that a server has now, and asks it for its tools. */
  function watch(serverId: number): void {
    const server = upstreams.find(serverId)
    const before = watched.get(serverId)
    if (server && server.upstream === before?.upstream) return
    before?.stop()
    watched.delete(serverId)
    if (!server) {
      known.delete(serverId)
      onChanged()
      return
    }
    const { upstream } = server
    const stop = upstream.onListChanged((list) => {
      if (list === 'tools') void refresh(server)
      else bus.publish(list === 'resources' ? 'resources.changed' : 'prompts.changed', { serverId })
    })
    watched.set(serverId, { upstream, stop })
    if (connects && server.row.isActive) void refresh(server)
  }

  function requireServer(serverId: number): KnownServer {
    const server = upstreams.find(serverId)
    if (server) return server
    throw new PatchbayError('NOT_FOUND', 'MCP server not found')
  }

  function requireTools(serverId: number, names: string[]): KnownTool[] {
    const tools = known.get(serverId) ?? []
    const has = new Set(tools.map(({ name }) => name))
    const missing = names.filter((name) => !has.has(name))
    if (missing.length > 0) {
      throw new PatchbayError('NOT_FOUND', `The server has no tool ${missing.join(', ')}. Nothing was changed.`)
    }
    return tools
  }

  /** Puts changed rows in the place of those that were, in the store first. */
  async function put(serverId: number, names: string[], change: (tool: KnownTool) => KnownTool): Promise<ServerTool[]> {
    const server = requireServer(serverId)
    requireTools(serverId, names)
    // A list that is being taken is awaited, so that neither overwrites the other.
    await reading.get(serverId)?.done
    const chosen = new Set(names)
    const tools = (known.get(serverId) ?? []).map((tool) => (chosen.has(tool.name) ? change(tool) : tool))
    await db.transaction(async (tx) => {
      for (const { serverId: id, name, ...columns } of tools) {
        if (!chosen.has(name)) continue
        await tx
          .update(mcpTools)
          .set(columns)
          .where(and(eq(mcpTools.serverId, id), eq(mcpTools.name, name)))
      }
    })
    known.set(serverId, tools)
    onChanged()
    tell(server)
    return tools.map(describeTool)
  }

  const approve = (tool: KnownTool): KnownTool =>
    tool.state === 'gone'
      ? tool
      : { ...tool, state: 'approved', approvedHash: tool.hash, approvedDefinition: tool.definition }

  const stopServers = upstreams.onServersChanged(watch)
  const stopStatus = bus.subscribe('server.status', ({ serverId, connectionStatus }) => {
    const server = upstreams.find(serverId)
    if (server && connectionStatus === 'connected') void refresh(server)
  })
  for (const { row } of upstreams.all()) watch(row.id)
  // Services are in this process and answer at once; nobody waits for the others.
  await Promise.all(upstreams.all().flatMap((server) => (server.row.type === 'service' ? [refresh(server)] : [])))

  return {
    toolsOf: (serverId) => known.get(serverId) ?? [],
    async list(serverId) {
      return (known.get(serverId) ?? []).map(describeTool)
    },
    set: (serverId, names, settings) =>
      put(serverId, names, (tool) => ({
        ...tool,
        ...withoutAbsent(settings),
        ...(settings.toolClass === undefined ? {} : { classBy: 'person' as const }),
      })),
    review: (serverId, names) => put(serverId, names, approve),
    async reviewAll(serverId) {
      const names = (known.get(serverId) ?? []).map(({ name }) => name)
      if (names.length > 0) await put(serverId, names, approve)
    },
    counts(serverId) {
      const tools = known.get(serverId) ?? []
      const held = tools.filter(isHeld).length
      return { tools: tools.filter(({ state }) => state !== 'gone').length, held }
    },
    async [Symbol.asyncDispose]() {
      stopServers()
      stopStatus()
      for (const { stop } of watched.values()) stop()
      await Promise.all([...reading.values()].map(({ done }) => done))
    },
  }
}
