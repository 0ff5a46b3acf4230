import { PatchbayError, type Principal, type Tool } from '@patchbay/contract'
import type { KnownServer, Upstreams } from '../upstreams/upstream.ts'
import type { AgentBook, AgentProfile } from './agent-book.ts'
import { argumentBindingsFor, withoutBound, type HeaderBinding } from './bindings.ts'
import { weighDefinition } from './definition.ts'
import { heldState, type KnownTool } from './known-tool.ts'
import type { Target } from './tool-call.ts'
import type { Toolset } from './toolset.ts'

/** Names that agents accept. */
const agentName = /^[a-zA-Z0-9_-]{1,64}$/

/** Which tools there are for whom, and under which names. It reads nothing: all of it is in memory. */
export interface Catalog {
  /** The tools of a toolset, under the names that agents call them by. */
  list(principal: Principal, toolset: Toolset): Tool[]
  find(principal: Principal, toolset: Toolset, name: string): Target | undefined
  serversOf(principal: Principal, toolset: Toolset): KnownServer[]
  agentOf(principal: Principal, toolset: Toolset): AgentProfile | undefined
  /** @throws {PatchbayError} */
  require(principal: Principal, toolset: Toolset): void
  weigh(agent: AgentProfile): { toolCount: number; schemaTokens: number }
  /** Forgets what was put together, after any change of servers, tools or agents. */
  clear(): void
}

export interface CatalogOptions {
  upstreams: Upstreams
  toolsOf: (serverId: number) => readonly KnownTool[]
  agents: Pick<AgentBook, 'find' | 'findBySlug'>
  /** The gateway's own tools that an agent has. */
  builtInsOf: (agent: AgentProfile) => Target[]
}

interface Named {
  targets: Map<string, Target>
  listed: Tool[]
  servers: KnownServer[]
}

/** What an agent gets of a server; everything where there is no agent. */
type Grants = AgentProfile['grants'] | undefined

export function createCatalog({ upstreams, toolsOf, agents, builtInsOf }: CatalogOptions): Catalog {
  const named = new Map<string, Named>()

  function agentOf(principal: Principal, toolset: Toolset): AgentProfile | undefined {
    if (toolset.kind === 'agent') {
      const agent = agents.findBySlug(toolset.slug)
      return agent?.userId === principal.userId ? agent : undefined
    }
    return principal.agentId === undefined ? undefined : agents.find(principal.agentId)
  }

  function requireToolset(principal: Principal, toolset: Toolset): void {
    const agent = agentOf(principal, toolset)
    if (toolset.kind === 'agent' && !agent) throw new PatchbayError('NOT_FOUND', 'Agent not found')
    if (
      toolset.kind === 'server' &&
      !upstreams.visibleTo(principal.userId).some(({ row }) => row.id === toolset.serverId)
    ) {
      throw new PatchbayError('NOT_FOUND', 'MCP server not found')
    }
    if (principal.agentId === undefined) return
    // What belongs to an agent reaches that agent's tools and nothing else.
    const other =
      toolset.kind === 'agent'
        ? agent?.id !== principal.agentId
        : toolset.kind !== 'user' && namesOf(principal, toolset).servers.length === 0
    if (!agent || other) {
      throw new PatchbayError(
        'SCOPE_REQUIRED',
        'This credential belongs to another agent. Use one of this agent, or one without an agent.',
      )
    }
  }

  /** What the toolset is put together from is in the key; who asks is, as far as it matters. */
  function keyOf({ userId, agentId }: Principal, toolset: Toolset, agent: AgentProfile | undefined): string {
    switch (toolset.kind) {
      case 'service':
        return `service ${toolset.service} ${agentId ?? ''}`
      case 'server':
        return `server ${toolset.serverId} ${userId} ${agentId ?? ''}`
      case 'agent':
      case 'user':
        return agent ? `agent ${agent.id}` : `user ${userId}`
    }
  }

  function namesOf(principal: Principal, toolset: Toolset): Named {
    const agent = agentOf(principal, toolset)
    const key = keyOf(principal, toolset, agent)
    let found = named.get(key)
    if (!found) {
      found = put(principal, toolset, agent)
      named.set(key, found)
    }
    return found
  }

  function put(principal: Principal, toolset: Toolset, agent: AgentProfile | undefined): Named {
    // An agent that is gone leaves its credentials with nothing.
    const lost = !agent && (toolset.kind === 'agent' || principal.agentId !== undefined)
    if (lost) return { targets: new Map(), listed: [], servers: [] }
    return nameAll(principal.userId, toolset, agent)
  }

  function nameAll(userId: number, toolset: Toolset, agent: AgentProfile | undefined): Named {
    const grants = agent?.grants
    const servers = serversFor(userId, toolset).filter(({ row }) => row.isActive && (!grants || grants.has(row.id)))
    const builtIns = agent && toolset.kind !== 'service' && toolset.kind !== 'server' ? builtInsOf(agent) : []
    const targets = nameTools([...builtIns, ...servers.flatMap((server) => targetsOf(server, grants))])
    const listed = [...targets].filter(([, { held }]) => !held).map(([name, { offered }]) => ({ ...offered, name }))
    return { targets, listed, servers }
  }

  function serversFor(userId: number, toolset: Toolset): readonly KnownServer[] {
    if (toolset.kind === 'service') {
      return upstreams.all().filter(({ row }) => row.type === 'service' && row.name === toolset.service)
    }
    const visible = upstreams.visibleTo(userId)
    return toolset.kind === 'server' ? visible.filter(({ row }) => row.id === toolset.serverId) : visible
  }

  function targetsOf(server: KnownServer, grants: Grants): Target[] {
    const { row } = server
    const chosen = grants?.get(row.id)
    const headers = row.bindings.filter((binding): binding is HeaderBinding => binding.kind === 'header')
    const targets: Target[] = []
    for (const known of toolsOf(row.id)) {
      if (known.state === 'gone' || (chosen && !chosen.has(known.name))) continue
      const { definition: tool, toolClass } = known
      const bound = argumentBindingsFor(tool, row.bindings)
      const offered = withoutBound(tool, bound)
      const held = heldState(known)
      targets.push({ server, tool, offered, toolClass, settings: known, held, arguments: bound, headers })
    }
    return targets
  }

  return {
    list: (principal, toolset) => namesOf(principal, toolset).listed,
    find: (principal, toolset, name) => namesOf(principal, toolset).targets.get(name),
    serversOf: (principal, toolset) => namesOf(principal, toolset).servers,
    agentOf,
    require: requireToolset,
    weigh(agent) {
      const { listed } = nameAll(agent.userId, { kind: 'agent', slug: agent.slug }, agent)
      return { toolCount: listed.length, schemaTokens: listed.reduce((sum, tool) => sum + weighDefinition(tool), 0) }
    },
    clear: () => named.clear(),
  }
}

/**
 * A name is kept as its server wrote it; where two servers share it, both become `server__tool`. What is held has no
 * say in that: it takes a name that is left.
 */
function nameTools(targets: Target[]): Map<string, Target> {
  const live = targets.filter(({ held }) => !held)
  const sharing = Map.groupBy(live, ({ tool }) => tool.name)
  const names = new Map<string, Target>()
  for (const target of [...live, ...targets.filter(({ held }) => held)]) {
    const { name } = target.tool
    const shared = (sharing.get(name) ?? []).some(({ server }) => server !== target.server)
    const wanted = shared ? validName(`${target.server?.label ?? 'patchbay'}__${name}`) : validName(name)
    let free = wanted
    for (let n = 2; names.has(free); n += 1) free = `${wanted.slice(0, 60)}_${n}`
    names.set(free, target)
  }
  return names
}

function validName(name: string): string {
  return agentName.test(name) ? name : name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'tool'
}
