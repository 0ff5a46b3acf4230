import type { McpServer, Server } from '@modelcontextprotocol/server'
import { and, eq, ne } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { KeyRing } from '../store/key-ring.ts'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import type { Store } from '../store/store.ts'
import { connectInProcess } from './connect-in-process.ts'
import type { Guard } from './guard.ts'
import type { ProcessTransport } from './open-link.ts'
import { createRegisteredServer, type RegisteredServer } from './registered-server.ts'
import { tryServer } from './try-server.ts'
import type { KnownServer, ServerRow, Upstream, Upstreams } from './upstream.ts'

export interface UpstreamsOptions {
  store: Store
  bus: Bus
  keyRing: KeyRing
  auditLog: AuditLog
  guard: Guard
  /** MCP servers in this process, which every user has. */
  services: { name: string; server: McpServer | Server }[]
  /** Whose rows the services' are. */
  ownerId: number
  /** The origin that others see. */
  publicUrl: () => string
  /** Starts a server that is a process of its own. */
  startProcess: (row: ServerRow, env: Record<string, string>) => Promise<ProcessTransport>
  now: () => number
  onError: (error: unknown) => void
}

/** Knows every server and service, and keeps their connections. */
export async function openUpstreams(options: UpstreamsOptions): Promise<Upstreams> {
  const { store, bus, services, ownerId, now, onError } = options
  const { db } = options.store
  await using opening = new AsyncDisposableStack()
  const known = new Map<number, KnownServer>()
  const registered = new Map<number, RegisteredServer>()
  const listeners = new Set<(serverId: number) => void>()

  for (const { name, server } of services) {
    const row = await serviceRow(name)
    const upstream = opening.use(await connectInProcess(server))
    known.set(row.id, service(row, upstream))
  }
  // Nothing is connected yet; where several processes share the store, each has connections of its own.
  if (store.kind === 'embedded') {
    await db.update(mcpServers).set({ connectionStatus: 'disconnected' }).where(ne(mcpServers.type, 'service'))
  }
  for (const row of await db.select().from(mcpServers).where(ne(mcpServers.type, 'service')).orderBy(mcpServers.id)) {
    add(row)
  }
  opening.defer(bus.subscribe('server.changed', ({ serverId }) => void reload(serverId).catch(onError)))
  opening.defer(async () => {
    await Promise.all([...registered.values()].map((server) => server.close(0)))
  })

  function add(row: ServerRow): void {
    const server = createRegisteredServer(row, options)
    registered.set(row.id, server)
    known.set(row.id, server)
  }

  /** Reads one server again; who knows it already keeps it, with new settings. */
  async function reload(serverId: number): Promise<void> {
    // A service is part of this process: nothing of it is read again.
    if (known.get(serverId)?.row.type === 'service') return
    const [row] = await db
      .select()
      .from(mcpServers)
      .where(and(eq(mcpServers.id, serverId), ne(mcpServers.type, 'service')))
    const server = registered.get(serverId)
    if (!row) {
      registered.delete(serverId)
      known.delete(serverId)
      void server?.close(0).catch(onError)
    } else if (server) await server.change(row)
    else add(row)
    for (const listener of listeners) listener(serverId)
    bus.publish('tools.changed', {})
  }

  async function serviceRow(name: string): Promise<ServerRow> {
    const at = new Date(now())
    const [before] = await db
      .select()
      .from(mcpServers)
      .where(and(eq(mcpServers.type, 'service'), eq(mcpServers.name, name)))
    const set = { connectionStatus: 'connected', lastConnected: at, shared: true, trusted: true } as const
    if (before) {
      await db.update(mcpServers).set(set).where(eq(mcpServers.id, before.id))
      return { ...before, ...set }
    }
    const [row] = await db
      .insert(mcpServers)
      .values({
        ...set,
        userId: ownerId,
        name,
        url: name,
        type: 'service',
        definitions: 'trust',
        createdAt: at,
        updatedAt: at,
      })
      .returning()
    if (!row) throw new Error(`The service ${name} could not be written down`)
    return row
  }

  const opened = opening.move()
  return {
    all: () => [...known.values()],
    find: (serverId) => known.get(serverId),
    visibleTo: (userId) =>
      [...known.values()].filter(({ row }) => row.userId === userId || row.type === 'service' || row.shared),
    onServersChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload,
    async connect(serverId) {
      await registered.get(serverId)?.connect()
    },
    async disconnect(serverId) {
      await registered.get(serverId)?.disconnect()
    },
    async test(serverId, userId) {
      const server = registered.get(serverId)
      if (!server) throw new Error(`There is no server ${serverId}`)
      return tryServer(server, userId, options)
    },
    memoryOf: async (serverId) => (await registered.get(serverId)?.memory()) ?? null,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function service(row: ServerRow, upstream: Upstream): KnownServer {
  return { row, label: row.name, upstream, upstreamFor: () => upstream }
}
