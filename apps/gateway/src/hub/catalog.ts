import type { Tool } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import type { Upstream } from '../upstreams/upstream.ts'
import type { Target } from './tool-call.ts'
import { classOfServiceTool } from './tool-class.ts'
import type { Toolset } from './toolset.ts'

/** Names that agents accept. */
const agentName = /^[a-zA-Z0-9_-]{1,64}$/

/** Which tools there are, and under which names. */
export interface Catalog extends Disposable {
  /** The tools of a toolset, under the names that agents call them by. */
  list(toolset: Toolset): Tool[]
  find(toolset: Toolset, name: string): Target | undefined
}

/** Reads every upstream's list once, and again whenever one says that it changed. */
export async function openCatalog(
  upstreams: readonly Upstream[],
  bus: Bus,
  onError: (error: unknown) => void,
): Promise<Catalog> {
  const known = new Map<string, Target[]>()
  const named = new Map<string, Map<string, Target>>()

  async function read(upstream: Upstream) {
    const tools = await upstream.listTools()
    const targets = tools.map((tool) => ({ upstream, tool, toolClass: classOfServiceTool(tool) }))
    known.set(upstream.name, targets)
    named.clear()
  }

  function namesOf(toolset: Toolset): Map<string, Target> {
    const key = toolset.kind === 'service' ? toolset.service : '*'
    let names = named.get(key)
    if (!names) {
      const servers = toolset.kind === 'service' ? [toolset.service] : [...known.keys()]
      names = nameTools(servers.flatMap((server) => known.get(server) ?? []))
      named.set(key, names)
    }
    return names
  }

  const stops = upstreams.map((upstream) =>
    upstream.onToolsChanged(() => {
      read(upstream).then(() => bus.publish('tools.changed', { server: upstream.name }), onError)
    }),
  )
  await Promise.all(upstreams.map(read))

  return {
    list: (toolset) => [...namesOf(toolset)].map(([name, { tool }]) => ({ ...tool, name })),
    find: (toolset, name) => namesOf(toolset).get(name),
    [Symbol.dispose]() {
      for (const stop of stops) stop()
    },
  }
}

/** A name is kept as its server wrote it; where two servers share it, both become `server__tool`. */
function nameTools(targets: Target[]): Map<string, Target> {
  const servers = new Map<string, Set<string>>()
  for (const { upstream, tool } of targets) {
    const sharing = servers.get(tool.name) ?? new Set()
    servers.set(tool.name, sharing.add(upstream.name))
  }
  const names = new Map<string, Target>()
  for (const target of targets) {
    const { name } = target.tool
    const shared = (servers.get(name)?.size ?? 0) > 1
    const wanted =
      shared || !agentName.test(name) ? validName(shared ? `${target.upstream.name}__${name}` : name) : name
    let free = wanted
    for (let n = 2; names.has(free); n += 1) free = `${wanted.slice(0, 60)}_${n}`
    names.set(free, target)
  }
  return names
}

function validName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'tool'
}
