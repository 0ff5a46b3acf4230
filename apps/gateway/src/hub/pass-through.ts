import { INTERNAL_ERROR, ProtocolError, ProtocolErrorCode, UriTemplate } from '@modelcontextprotocol/server'
import type { Principal } from '@patchbay/contract'
import { readEveryPage } from '../upstreams/read-lists.ts'
import { UpstreamUnavailable, type ClientSide, type KnownServer, type Upstream } from '../upstreams/upstream.ts'
import { allowedQuestions, requireAllowedInput } from './allowed-questions.ts'
import { rejectAt } from '../upstreams/reject-at.ts'

/** How long the others wait for a server's list, in ms; then its last one stands. */
const LIST_LIMIT_MS = 3_000

/** How long a server may take to hear that nobody listens any more, or that somebody does still, in ms. */
const TELL_MS = 5_000

/** In whose name something is asked, of which servers. */
export interface PassedOn extends ClientSide {
  principal: Principal
  servers: readonly KnownServer[]
  signal: AbortSignal
}

type Entry = Record<string, unknown>

/** Who listens to a resource. */
interface Listener {
  /** Has its server tell of the resource. */
  ask(): void
  /** Whether its server is reached by another connection than the one that it listens on. */
  isMoved(): boolean
  /** Listens on that one from now on. */
  move(): void
}
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

/** @param listLimitMs - How long a list waits for one of its servers. */
export function createPassThrough(listLimitMs = LIST_LIMIT_MS): PassThrough {
  /** What each server has listed last; by it a resource or prompt finds its server. */
  const known = new WeakMap<Upstream, Partial<Record<ListKind, Entry[]>>>()
  const watched = new WeakSet<Upstream>()
  /** Who listens to each resource. */
  const listening = new WeakMap<Upstream, Map<string, Set<Listener>>>()

  /** @param kept - Whether the last list will do, where there is one. */
  async function listOf(kind: ListKind, server: KnownServer, asked: PassedOn, kept: boolean): Promise<Entry[]> {
    const upstream = server.upstreamFor(asked.principal.userId)
    const wanted = kind === 'prompts' ? 'prompts' : 'resources'
    const capabilities = upstream.capabilities()
    if (capabilities && !(wanted in capabilities)) return []
    const last = known.get(upstream)?.[kind]
    if (kept && last) return last
    const { principal } = asked
    const limit = AbortSignal.timeout(listLimitMs)
    const signal = AbortSignal.any([asked.signal, limit])
    try {
      const reading = readEveryPage(kind, (params) =>
        upstream.request(listMethods[kind], params, { principal, signal }),
      )
      // A server that does not hear the end of waiting is not waited for either.
      const entries = await Promise.race([reading, rejectAt(signal)])
      const listed = entries.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null)
      keep(upstream, kind, listed)
      return listed
    } catch (error) {
      if (asked.signal.aborted) throw error
      // Of a server that is down, silent or broken, the last one stands: the others' are there.
      return last ?? []
    }
  }

  function keep(upstream: Upstream, kind: ListKind, listed: Entry[]): void {
    known.set(upstream, { ...known.get(upstream), [kind]: listed })
    watch(upstream)
  }

  function watch(upstream: Upstream): void {
    if (watched.has(upstream)) return
    watched.add(upstream)
    // It lives as long as the upstream, which holds it.
    upstream.onListChanged((list) => {
      const { resources, resourceTemplates, prompts } = known.get(upstream) ?? {}
      if (list === 'resources') {
        known.set(upstream, { ...(prompts && { prompts }) })
        for (const listeners of listening.get(upstream)?.values() ?? []) lookAgain(listeners)
      }
      if (list === 'prompts') {
        known.set(upstream, { ...(resources && { resources }), ...(resourceTemplates && { resourceTemplates }) })
      }
    })
  }

  /** It may be another run of the server, which has never heard of who listens, or be reached by another connection now. */
  function lookAgain(listeners: Set<Listener>): void {
    const [first] = listeners
    if (first && !first.isMoved()) return first.ask()
    for (const listener of [...listeners]) listener.move()
  }

  const listAll = (kind: ListKind, asked: PassedOn, kept = false) =>
    Promise.all(asked.servers.map(async (server) => ({ server, entries: await listOf(kind, server, asked, kept) })))

  async function promptsByName(asked: PassedOn, kept = false) {
    const lists = await listAll('prompts', asked, kept)
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

  /** By what the servers have listed before, and only where that does not have it, by what they list now. */
  async function serverOfPrompt(name: string, asked: PassedOn) {
    const found = (await promptsByName(asked, true)).get(name) ?? (await promptsByName(asked)).get(name)
    if (found) return found
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`)
  }

  async function serverOfResource(uri: string, asked: PassedOn): Promise<KnownServer> {
    const found = (await findResource(uri, asked, true)) ?? (await findResource(uri, asked, false))
    if (found) return found
    const only = asked.servers.filter(
      (server) => 'resources' in (server.upstreamFor(asked.principal.userId).capabilities() ?? {}),
    )
    if (only.length === 1 && only[0]) return only[0]
    throw new ProtocolError(ProtocolErrorCode.ResourceNotFound, `Resource not found: ${uri}`, { uri })
  }

  async function findResource(uri: string, asked: PassedOn, kept: boolean): Promise<KnownServer | undefined> {
    const lists = await listAll('resources', asked, kept)
    const listed = lists.find(({ entries }) => entries.some((entry) => entry.uri === uri))
    if (listed) return listed.server
    const templates = await listAll('resourceTemplates', asked, kept)
    return templates.find(({ entries }) =>
      entries.some(({ uriTemplate }) => uriTemplate === uri || matches(uriTemplate, uri)),
    )?.server
  }

  async function ask(server: KnownServer, method: string, params: Entry, asked: PassedOn): Promise<Entry> {
    const { row } = server
    const onRequest = asked.onRequest && allowedQuestions(asked.onRequest, row)
    try {
      const upstream = server.upstreamFor(asked.principal.userId)
      return requireAllowedInput(await upstream.request(method, params, { ...asked, onRequest }), row)
    } catch (error) {
      if (!(error instanceof UpstreamUnavailable)) throw error
      const words = `${row.name} is temporarily unavailable: ${error.message}. Try again in ${error.retryAfterS} seconds.`
      throw new ProtocolError(INTERNAL_ERROR, words)
    }
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
      const { principal } = asked
      let upstream = server.upstreamFor(principal.userId)
      let leave = () => 0
      // What is gone tells of nothing any more.
      const tell = async (method: string) => {
        const signal = AbortSignal.timeout(TELL_MS)
        await upstream.request(method, { uri }, { principal, signal }).catch(() => {})
      }
      const listener: Listener = {
        ask: () => void tell('resources/subscribe'),
        isMoved: () => server.upstreamFor(principal.userId) !== upstream,
        move() {
          leave()
          upstream = server.upstreamFor(principal.userId)
          if (join() === 1) void tell('resources/subscribe')
        },
      }

      /** @returns How many listen to it there now. */
      function join(): number {
        const joined = upstream
        const stop = joined.onResourceUpdated((updated) => {
          if (updated === uri) onUpdated()
        })
        watch(joined)
        const resources = listening.get(joined) ?? new Map<string, Set<Listener>>()
        listening.set(joined, resources)
        const listeners = resources.get(uri) ?? new Set()
        resources.set(uri, listeners.add(listener))
        leave = () => {
          stop()
          listeners.delete(listener)
          if (listeners.size === 0) resources.delete(uri)
          return listeners.size
        }
        return listeners.size
      }

      join()
      try {
        await ask(server, 'resources/subscribe', { uri }, asked)
      } catch (error) {
        // Where it has not said no, it may tell of it all the same.
        if (leave() === 0 && !(error instanceof ProtocolError)) void tell('resources/unsubscribe')
        throw error
      }
      return async () => {
        // The connection is everybody's: the last one who listens ends it.
        if (leave() === 0) await tell('resources/unsubscribe')
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
