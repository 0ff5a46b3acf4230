import {
  PatchbayError,
  type Agent,
  type AgentServer,
  type LiveEvent,
  type NewAgent,
  type OfferedServer,
} from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { agents, agentServers } from '../store/schema/agents.ts'
import { apiKeys } from '../store/schema/api-keys.ts'
import type { Store } from '../store/store.ts'
import type { KnownServer, Upstreams } from '../upstreams/upstream.ts'
import type { Agents } from './hub.ts'
import { withoutAbsent } from './without-absent.ts'

type AgentRow = typeof agents.$inferSelect

/** An agent as the steps of a tool call know it. */
export interface AgentProfile extends AgentRow {
  /** By the server's id; all of its tools where null. */
  grants: ReadonlyMap<number, ReadonlySet<string> | null>
}

/** Every agent, in memory; the store has them. */
export interface AgentBook extends Agents, Disposable {
  find(id: number): AgentProfile | undefined
  findBySlug(slug: string): AgentProfile | undefined
}

export interface AgentBookOptions {
  store: Store
  bus: Bus
  upstreams: Upstreams
  /** The tools of an agent, and what they weigh; of a server, those that can be given. */
  weigh: (agent: AgentProfile) => Pick<Agent, 'toolCount' | 'schemaTokens'>
  toolsOf: (server: KnownServer) => OfferedServer['tools']
  /** Is told when an agent has changed, before anybody else. */
  onChanged: () => void
  now: () => number
  onError: (error: unknown) => void
}

export async function openAgentBook(options: AgentBookOptions): Promise<AgentBook> {
  const { bus, upstreams, weigh, toolsOf, onChanged, now, onError } = options
  const { db } = options.store
  const byId = new Map<number, AgentProfile>()
  const bySlug = new Map<string, AgentProfile>()

  async function read(id: number): Promise<void> {
    const [row] = await db.select().from(agents).where(eq(agents.id, id))
    const grants = await db.select().from(agentServers).where(eq(agentServers.agentId, id))
    keep(id, row, grants)
    onChanged()
  }

  function keep(id: number, row: AgentRow | undefined, grants: (typeof agentServers.$inferSelect)[]): void {
    const before = byId.get(id)
    if (before) bySlug.delete(before.slug)
    byId.delete(id)
    if (!row) return
    const profile = {
      ...row,
      grants: new Map(grants.map(({ serverId, tools }) => [serverId, tools && new Set(tools)])),
    }
    byId.set(id, profile)
    bySlug.set(row.slug, profile)
  }

  function own(userId: number, id: number): AgentProfile {
    const profile = byId.get(id)
    if (profile?.userId === userId) return profile
    throw new PatchbayError('NOT_FOUND', 'Agent not found')
  }

  /** Tells everybody of what has been written, once this process knows it. */
  async function changed(userId: number, id: number): Promise<void> {
    await read(id)
    bus.publish('agent.changed', { agentId: id })
    const event: LiveEvent = { type: 'agent.changed', agentId: id }
    bus.publish('live', { userId, event })
    bus.publish('tools.changed', {})
  }

  function requireUsable(userId: number, serverIds: number[]): void {
    const usable = new Set(upstreams.visibleTo(userId).map(({ row }) => row.id))
    const unknown = serverIds.find((id) => !usable.has(id))
    if (unknown !== undefined) throw new PatchbayError('NOT_FOUND', `MCP server ${unknown} not found`)
  }

  async function give(id: number, { serverId, tools }: AgentServer): Promise<void> {
    await db
      .insert(agentServers)
      .values({ agentId: id, serverId, tools })
      .onConflictDoUpdate({ target: [agentServers.agentId, agentServers.serverId], set: { tools } })
  }

  /** A slug that is taken is the person's to change; one that was made of the name gets a number. */
  async function freeSlug({ slug, name }: NewAgent): Promise<string> {
    if (slug !== undefined) return slug
    const made = slugOf(name)
    let free = made
    for (let n = 2; bySlug.has(free); n += 1) free = `${made}-${n}`
    return free
  }

  const everything = await db.select().from(agents)
  const everyGrant = Map.groupBy(await db.select().from(agentServers), ({ agentId }) => agentId)
  for (const row of everything) keep(row.id, row, everyGrant.get(row.id) ?? [])
  const stop = bus.subscribe('agent.changed', ({ agentId }) => void read(agentId).catch(onError))

  const describe = (profile: AgentProfile): Agent => {
    const { userId: _, grants, createdAt, updatedAt, ...row } = profile
    return {
      ...row,
      ...weigh(profile),
      servers: [...grants].map(([serverId, tools]) => ({ serverId, tools: tools && [...tools] })),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }
  }

  return {
    find: (id) => byId.get(id),
    findBySlug: (slug) => bySlug.get(slug),
    async list(userId) {
      return [...byId.values()].filter((profile) => profile.userId === userId).map(describe)
    },
    async get(userId, id) {
      return describe(own(userId, id))
    },
    async create(userId, { servers = [], ...agent }) {
      requireUsable(
        userId,
        servers.map(({ serverId }) => serverId),
      )
      const at = new Date(now())
      const [row] = await db
        .insert(agents)
        .values({ ...withoutAbsent(agent), slug: await freeSlug(agent), userId, createdAt: at, updatedAt: at })
        .onConflictDoNothing()
        .returning()
      if (!row) throw slugTaken(agent.slug)
      for (const given of servers) await give(row.id, given)
      await changed(userId, row.id)
      return describe(own(userId, row.id))
    },
    async change(userId, id, { servers, ...change }) {
      own(userId, id)
      if (servers) {
        requireUsable(
          userId,
          servers.map(({ serverId }) => serverId),
        )
      }
      const holder = change.slug === undefined ? undefined : bySlug.get(change.slug)
      if (holder && holder.id !== id) throw slugTaken(change.slug)
      await db.transaction(async (tx) => {
        await tx
          .update(agents)
          .set({ ...withoutAbsent(change), updatedAt: new Date(now()) })
          .where(eq(agents.id, id))
        if (!servers) return
        await tx.delete(agentServers).where(eq(agentServers.agentId, id))
        if (servers.length > 0)
          await tx.insert(agentServers).values(servers.map((given) => ({ agentId: id, ...given })))
      })
      await changed(userId, id)
      return describe(own(userId, id))
    },
    async delete(userId, id) {
      own(userId, id)
      const keys = await db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.agentId, id))
      await db.delete(agents).where(eq(agents.id, id))
      for (const key of keys) bus.publish('credential.ended', { credentialId: `key:${key.id}`, reason: 'revoked' })
      await changed(userId, id)
    },
    async give(userId, id, serverId, tools) {
      own(userId, id)
      requireUsable(userId, [serverId])
      await give(id, { serverId, tools })
      await changed(userId, id)
      return describe(own(userId, id))
    },
    async take(userId, id, serverId) {
      own(userId, id)
      await db.delete(agentServers).where(and(eq(agentServers.agentId, id), eq(agentServers.serverId, serverId)))
      await changed(userId, id)
      return describe(own(userId, id))
    },
    offers: (userId) =>
      upstreams.visibleTo(userId).map((server) => ({
        id: server.row.id,
        name: server.row.name,
        kind: server.row.type === 'service' ? 'service' : server.row.userId === userId ? 'server' : 'shared',
        connectionStatus: server.row.connectionStatus,
        reason: server.row.metadata.reason ?? null,
        tools: toolsOf(server),
      })),
    async consequences(userId, id) {
      own(userId, id)
      const keys = await db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys).where(eq(apiKeys.agentId, id))
      return { keys }
    },
    [Symbol.dispose]: stop,
  }
}

function slugTaken(slug: string | undefined): PatchbayError {
  return new PatchbayError('NAME_TAKEN', `Another agent has the slug ${slug ?? ''}: choose another one`)
}

/** Small letters, digits and hyphens; what has none of these is `agent`. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return (
    plain
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replaceAll(/^-+|-+$/g, '') || 'agent'
  )
}
