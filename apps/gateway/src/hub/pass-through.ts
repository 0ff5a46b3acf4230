import { ProtocolError, ProtocolErrorCode, UriTemplate } from '@modelcontextprotocol/server'
import type { Principal } from '@patchbay/contract'
import { readEveryPage } from '../upstreams/read-lists.ts'
import { UpstreamUnavailable, type ClientSide, type KnownServer, type Upstream } from '../upstreams/upstream.ts'

/** In whose name something is asked, of which servers. */
export interface PassedOn extends ClientSide {
  principal: Principal
  servers: readonly KnownServer[]
  signal: AbortSignal
}

type Entry = Record<string, unknown>
type ListKind = 'resources' | 'resourceTemplates' | 'prompts'

const listMethods = {
  resources: 'resources/list',
  resourceTemplates: 'resources/templates/list',
  prompts: 'prompts/list',
} as const

/**
 * What is no tool of a toolset's servers: resources, prompts, completions. Lists are put together from the servers that
 * can be reached; everything else goes to the server that has it, and its answer passes as it came.
 */
export interface PassThrough {
  list(kind: ListKind, asked: PassedOn): Promise<Entry[]>
  readResource(params: { uri: string } & Entry, asked: PassedOn): Promise<Entry>
  getPrompt(params: { name: string } & Entry, asked: PassedOn): Promise<Entry>
  complete(params: Entry, asked: PassedOn): Promise<Entry>
  /** Asks a resource's server to tell of its changes. @returns The server and the way to stop. */
  subscribe(uri: string, asked: PassedOn, onUpdated: () => void): Promise<() => Promise<void>>
}

export function createPassThrough(): PassThrough {
  /** What each server has listed last; by it a resource or prompt finds its server. */
  const known = new WeakMap<Upstream, Partial<Record<ListKind, Entry[]>>>()

  async function listOf(kind: ListKind, server: KnownServer, asked: PassedOn): Promise<Entry[]> {
    const upstream = server.upstreamFor(asked.principal.userId)
    const wanted = kind === 'prompts' ? 'prompts' : 'resources'
    const capabilities = upstream.capabilities()
    if (capabilities && !(wanted in capabilities)) return []
    const { principal, signal } = asked
    try {
      const entries = await readEveryPage(kind, (params) =>
        upstream.request(listMethods[kind], params, { principal, signal }),
      )
      const listed = entries.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null)
      known.set(upstream, { ...known.get(upstream), [kind]: listed })
      return listed
    } catch (error) {
      // Of a server that is down, or knows no such list, the last one stands; the others' are not kept waiting.
      if (error instanceof UpstreamUnavailable || error instanceof ProtocolError)
        return known.get(upstream)?.[kind] ?? []
      throw error
    }
  }

  const listAll = (kind: ListKind, asked: PassedOn) =>
    Promise.all(asked.servers.map(async (server) => ({ server, entries: await listOf(kind, server, asked) })))

  async function promptsByName(asked: PassedOn) {
    const lists = await listAll('prompts', asked)
    const owners = Map.groupBy(
      lists.flatMap(({ server, entries }) => entries.map((prompt) => ({ server, prompt, name: String(prompt.name) }))),
      ({ name }) => name,
    )
    const named = new Map<string, { server: KnownServer; prompt: Entry }>()
    for (const [name, found] of owners) {
      for (const { server, prompt } of found)
        named.set(found.length > 1 ? `${server.label}__${name}` : name, { server, prompt })
    }
    return named
  }

  async function serverOfPrompt(name: string, asked: PassedOn) {
    const found = (await promptsByName(asked)).get(name)
    if (found) return found
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`)
  }

  async function serverOfResource(uri: string, asked: PassedOn): Promise<KnownServer> {
    const lists = await listAll('resources', asked)
    const listed = lists.find(({ entries }) => entries.some((entry) => entry.uri === uri))
    if (listed) return listed.server
    const templates = await listAll('resourceTemplates', asked)
    const matching = templates.find(({ entries }) =>
      entries.some(({ uriTemplate }) => uriTemplate === uri || matches(uriTemplate, uri)),
    )
    const only = lists.filter(
      ({ server }) => 'resources' in (server.upstreamFor(asked.principal.userId).capabilities() ?? {}),
    )
    const found = matching?.server ?? (only.length === 1 ? only[0]?.server : undefined)
    if (found) return found
    throw new ProtocolError(ProtocolErrorCode.ResourceNotFound, `Resource not found: ${uri}`, { uri })
  }

  function ask(server: KnownServer, method: string, params: Entry, asked: PassedOn) {
    return server.upstreamFor(asked.principal.userId).request(method, params, asked)
  }

  return {
    async list(kind, asked) {
      if (kind === 'prompts') {
        return [...(await promptsByName(asked))].map(([name, { prompt }]) => ({ ...prompt, name }))
      }
      const seen = new Set<unknown>()
      const entries = (await listAll(kind, asked)).flatMap((list) => list.entries)
      // Of two resources with one address the first server's is read.
      return entries.filter(({ uri, uriTemplate }) => {
        const address = uri ?? uriTemplate
        return !seen.has(address) && seen.add(address)
      })
    },
    async readResource(params, asked) {
      return ask(await serverOfResource(params.uri, asked), 'resources/read', params, asked)
    },
    async getPrompt(params, asked) {
      const { server, prompt } = await serverOfPrompt(params.name, asked)
      return ask(server, 'prompts/get', { ...params, name: prompt.name }, asked)
    },
    async complete(params, asked) {
      // As the SDK has checked it: a prompt by its name, or a resource template.
      const ref = params.ref as { type: string; name?: string; uri?: string }
      if (ref.type === 'ref/prompt') {
        const { server, prompt } = await serverOfPrompt(ref.name ?? '', asked)
        return ask(server, 'completion/complete', { ...params, ref: { ...ref, name: prompt.name } }, asked)
      }
      return ask(await serverOfResource(ref.uri ?? '', asked), 'completion/complete', params, asked)
    },
    async subscribe(uri, asked, onUpdated) {
      const server = await serverOfResource(uri, asked)
      const upstream = server.upstreamFor(asked.principal.userId)
      const stop = upstream.onResourceUpdated((updated) => {
        if (updated === uri) onUpdated()
      })
      try {
        await ask(server, 'resources/subscribe', { uri }, asked)
      } catch (error) {
        stop()
        throw error
      }
      return async () => {
        stop()
        const { principal } = asked
        // What is gone tells of nothing any more.
        await upstream
          .request('resources/unsubscribe', { uri }, { principal, signal: AbortSignal.timeout(5_000) })
          .catch(() => {})
      }
    },
  }
}

function matches(template: unknown, uri: string): boolean {
  try {
    return typeof template === 'string' && new UriTemplate(template).match(uri) !== null
  } catch {
    // What is no template matches nothing.
    return false
  }
}
