import type { Client, McpSubscription } from '@modelcontextprotocol/client'
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { asOurError } from './as-our-error.ts'
import { createBackoff } from './backoff.ts'
import { isBreak } from './broken.ts'
import type { LinkEvents } from './link.ts'
import { rejectAt } from './reject-at.ts'

/** How long a server may take to say what it will tell of, in ms. */
const ACKNOWLEDGE_MS = 10_000

/**
 * A stream that has stood so long was a good one, in ms: where it ends, the next is opened at once. Some hosts let none
 * stand for half a minute.
 */
const STEADY_MS = 10_000

/** What one stream names (MCP 2026-07-28, basic/patterns/subscriptions). */
type Filter = Parameters<Client['listen']>[0]

const changedLists = {
  toolsListChanged: 'tools',
  resourcesListChanged: 'resources',
  promptsListChanged: 'prompts',
} as const

export interface ListenStreamOptions {
  /** Connected, in the revision 2026-07-28. */
  client: Client
  events: Pick<LinkEvents, 'onListChanged' | 'onSuspect'>
  now: () => number
  /** From 0 to 1. */
  random: () => number
}

/** What a server tells of itself, by one `subscriptions/listen` that names everything that is wanted now. */
export interface ListenStream {
  /**
   * Resolves once the server has said that it will tell of the resource.
   *
   * @throws {ProtocolError} Where it does not.
   */
  subscribe(uri: string, signal: AbortSignal): Promise<void>
  unsubscribe(uri: string): void
  /** Opens no stream any more; the one that is open ends with its client. */
  close(): void
}

/**
 * Keeps a stream open for as long as there is something to tell of: the lists of which the server offers it, and the
 * resources that are subscribed. One that ends by itself is opened again, each time a little later.
 */
export function keepListening({ client, events, now, random }: ListenStreamOptions): ListenStream {
  const backoff = createBackoff(random)
  const wanted = new Set<string>()
  /** Of those, the ones of which the server has not said yet whether it tells of them. */
  const pending = new Map<string, PromiseWithResolvers<void>>()
  const offered = client.getServerCapabilities()
  let lists: Filter = {
    ...(offered?.tools?.listChanged && { toolsListChanged: true }),
    ...(offered?.resources?.listChanged && { resourcesListChanged: true }),
    ...(offered?.prompts?.listChanged && { promptsListChanged: true }),
  }
  let stream: McpSubscription | undefined
  let openedAt = now()
  let isStale = false
  let isChanging = false
  /** Whether something may have changed while nothing was open. */
  let hasMissed = false
  /** Whether the one before has ended by itself, too. */
  let hasEnded = false
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function filter(): Filter {
    return { ...lists, ...(wanted.size > 0 && { resourceSubscriptions: [...wanted] }) }
  }

  /** Has the stream name what is wanted now; what changes meanwhile comes with the next. */
  async function renew(): Promise<void> {
    clearTimeout(timer)
    isStale = true
    if (isChanging) return
    isChanging = true
    while (isStale) {
      isStale = false
      if (!closed) await replace(filter())
    }
    isChanging = false
  }

  /** The next stream stands before the last one ends, so that nothing is missed in between. */
  async function replace(next: Filter): Promise<void> {
    const before = stream
    if (isEmpty(next)) {
      stream = undefined
      return void before?.close()
    }
    try {
      const opened = await client.listen(next, { timeout: ACKNOWLEDGE_MS })
      if (closed) return void opened.close()
      take(opened, next.resourceSubscriptions)
      void before?.close()
    } catch (error) {
      fail(asOurError(error), next.resourceSubscriptions)
    }
  }

  function take(opened: McpSubscription, named: string[] = []): void {
    clearTimeout(timer)
    stream = opened
    openedAt = now()
    const { resourceSubscriptions: told = [], ...honored } = opened.honoredFilter
    lists = honored
    for (const uri of named) settle(uri, told.includes(uri) ? undefined : notTold(uri))
    if (hasMissed) {
      for (const [member, list] of Object.entries(changedLists)) if (member in lists) events.onListChanged(list)
    }
    hasMissed = false
    void opened.closed.then(() => end(opened))
    if (isEmpty(filter())) void renew()
  }

  function end(which: McpSubscription): void {
    if (closed || stream !== which) return
    stream = undefined
    hasMissed = true
    if (now() - openedAt >= STEADY_MS) {
      backoff.reset()
      hasEnded = false
    }
    if (hasEnded) renewLater()
    else void renew()
    hasEnded = true
  }

  /** Where the server has refused, what was new is not to be had. Everything else stays wanted. */
  function fail(error: unknown, named: string[] = []): void {
    const broken = isBreak(error)
    for (const uri of named) {
      if (!pending.has(uri)) continue
      settle(uri, error)
      if (broken) want(uri)
    }
    if (closed) return
    if (broken) events.onSuspect()
    if (!stream || (stream.honoredFilter.resourceSubscriptions ?? []).length !== wanted.size) renewLater()
  }

  function renewLater(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void renew(), backoff.next()).unref()
  }

  function want(uri: string): void {
    const answer = Promise.withResolvers<void>()
    // Whoever asked may have gone.
    answer.promise.catch(() => {})
    wanted.add(uri)
    pending.set(uri, answer)
  }

  function settle(uri: string, error: unknown): void {
    const { resolve, reject } = pending.get(uri) ?? {}
    pending.delete(uri)
    if (error === undefined) return resolve?.()
    wanted.delete(uri)
    reject?.(error)
  }

  // The SDK's client has opened one for the lists where it could.
  const first = client.autoOpenedSubscription
  if (first) take(first)
  else if (!isEmpty(lists)) {
    hasMissed = true
    renewLater()
  }

  return {
    async subscribe(uri, signal) {
      if (!offered?.resources?.subscribe) throw notTold(uri)
      if (!wanted.has(uri)) {
        want(uri)
        void renew()
      }
      await Promise.race([pending.get(uri)?.promise, rejectAt(signal)])
    },
    unsubscribe(uri) {
      if (!wanted.has(uri)) return
      settle(uri, new Error('Nobody listens any more'))
      void renew()
    },
    close() {
      closed = true
      clearTimeout(timer)
      for (const uri of pending.keys()) settle(uri, new Error('The connection was closed'))
    },
  }
}

function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0
}

function notTold(uri: string): ProtocolError {
  const words = `The server does not tell of changes of ${uri}. Read it again to see whether it has changed.`
  return new ProtocolError(ProtocolErrorCode.MethodNotFound, words)
}
