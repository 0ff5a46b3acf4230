import type { CallToolResult, ConnectionStatus } from '@patchbay/contract'
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel'
import { createBackoff } from './backoff.ts'
import { SessionLost, Unauthorized } from './http-request.ts'
import { isUnauthorized } from './http-status.ts'
import type { Asking, Link, LinkEvents } from './link.ts'
import { readEveryPage, readTools } from './read-lists.ts'
import { isBreak, isRefusedConnection } from './broken.ts'
import { reasonOf } from './reason-of.ts'
import { UpstreamUnavailable, type ChangedList, type Upstream } from './upstream.ts'
import { rejectAt } from './reject-at.ts'

/** How often a connection is looked at, how long an answer may take, and how soon it is asked again, in ms. */
const HEALTH_EVERY_MS = 30_000
const HEALTH_LIMIT_MS = 5_000
const HEALTH_AGAIN_MS = 5_000

/** Health checks that must fail while calls are under way, before these are given up. */
const HEALTH_FAILURES = 3

/** How long a call waits for a connection that is being made, in ms: a person hears it as silence. */
const PATIENCE_MS = 800

/** Calls in a row that must break before a server is left alone for a while, and for how long, in ms. */
const BREAK_AFTER = 5
const BREAK_MS = 10_000

/** How a server's connection stands. */
export interface LinkState {
  status: ConnectionStatus
  reason: string | undefined
  link: Link | undefined
  /** A person has to sign in at the server. */
  needsSignIn: boolean
}

export interface ManagedUpstreamOptions {
  /** What the server is called, in sentences. */
  name: () => string
  open: (events: LinkEvents) => Promise<Link>
  onState: (state: LinkState) => void
  /** What the server could do when it was last connected. */
  capabilities?: Record<string, unknown> | undefined
  /** From 0 to 1. */
  random: () => number
}

/** An upstream that connects when it is first needed, and comes back by itself. */
export interface ManagedUpstream extends Upstream {
  /** Connects, or waits for the connection that is being made. @returns How it stands then. */
  connect(): Promise<LinkState>
  /** Lets the connection go until it is needed again. */
  disconnect(): Promise<void>
  memory(): Promise<number | null>
  state(): LinkState
  /** Lets go as `close` does, and has who listens look for the connection that comes in its place. */
  retire(graceMs: number): Promise<void>
  /** Lets go for good; what is under way has as long to end. */
  close(graceMs: number): Promise<void>
}

export function createManagedUpstream(options: ManagedUpstreamOptions): ManagedUpstream {
  const { name, open, onState, random } = options
  const changeListeners = new Set<(list: ChangedList) => void>()
  const updateListeners = new Set<(uri: string) => void>()
  let state: LinkState = { status: 'disconnected', reason: undefined, link: undefined, needsSignIn: false }
  let capabilities = options.capabilities
  let connecting: Promise<void> | undefined
  let closed = false
  let connectedBefore = false
  const backoff = createBackoff(random)
  let retryAt = 0
  let retryTimer: NodeJS.Timeout | undefined
  let healthTimer: NodeJS.Timeout | undefined
  let underWay = 0
  let quiet: (() => void) | undefined
  // Only what broke counts: a server's own error is an answer.
  const breaker = circuitBreaker(handleWhen(isBreak), {
    halfOpenAfter: BREAK_MS,
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
  })

  function set(next: Partial<LinkState>): void {
    const before = state
    state = { ...state, ...next }
    if (before.status !== state.status || before.reason !== state.reason) onState(state)
  }

  function connect(): Promise<void> {
    clearTimeout(retryTimer)
    connecting ??= tryToConnect().finally(() => (connecting = undefined))
    return connecting
  }

  async function tryToConnect(): Promise<void> {
    set({ status: 'connecting' })
    // Each try has events of its own: a connection that was given up says nothing any more.
    const events: LinkEvents = {
      onClosed: (reason) => link && lose(link, reason),
      onListChanged: (list) => tellChanged(list),
      onResourceUpdated: (uri) => updateListeners.forEach((listener) => listener(uri)),
      onSuspect: () => link && state.link === link && checkLater(0),
    }
    let link: Link | undefined
    try {
      link = await open(events)
    } catch (error) {
      if (!closed) fail(reasonOf(error), error instanceof Unauthorized || isUnauthorized(error))
      return
    }
    if (closed) return void link.close().catch(() => {})
    backoff.reset()
    capabilities = link.capabilities
    set({ status: 'connected', reason: undefined, link, needsSignIn: false })
    checkLater(HEALTH_EVERY_MS)
    // What changed while it was away nobody told; its tools are read at every connection.
    if (connectedBefore) for (const list of ['resources', 'prompts'] as const) tellChanged(list)
    connectedBefore = true
  }

  /** Says why, and tries again by itself, each time a little later. */
  function fail(reason: string, needsSignIn = false): void {
    clearTimeout(healthTimer)
    const waitMs = backoff.next()
    retryAt = Date.now() + waitMs
    clearTimeout(retryTimer)
    retryTimer = setTimeout(() => void connect(), waitMs).unref()
    set({ status: 'error', reason, link: undefined, needsSignIn })
  }

  function lose(link: Link, reason: string): void {
    if (state.link !== link || closed) return
    link.close().catch(() => {})
    fail(reason)
  }

  function checkLater(ms: number, failed = 0): void {
    clearTimeout(healthTimer)
    healthTimer = setTimeout(() => void check(failed), ms).unref()
  }

  async function check(failed: number): Promise<void> {
    const { link } = state
    if (!link) return
    const limit = AbortSignal.timeout(HEALTH_LIMIT_MS)
    try {
      // A server that does not hear the end of waiting is not waited for either.
      await Promise.race([link.ping(limit), rejectAt(limit)])
      if (state.link !== link) return
      set({ status: 'connected', reason: undefined })
      checkLater(HEALTH_EVERY_MS)
    } catch (error) {
      if (state.link !== link) return
      const reason = limit.aborted ? `It has not answered within ${HEALTH_LIMIT_MS / 1000} seconds` : reasonOf(error)
      // Long calls of a busy server are not given up at once.
      if (underWay > 0 && failed + 1 < HEALTH_FAILURES) {
        set({ status: 'error', reason })
        return checkLater(HEALTH_AGAIN_MS, failed + 1)
      }
      lose(link, reason)
    }
  }

  function tellChanged(list: ChangedList): void {
    for (const listener of changeListeners) listener(list)
  }

  /** @throws {UpstreamUnavailable} */
  async function standing(patienceMs: number): Promise<Link> {
    if (state.link && state.status === 'connected') return state.link
    if (closed) throw new UpstreamUnavailable('its settings have just changed', 1)
    if (state.status === 'error' && !connecting) throw unavailable()
    const made = connect()
    if (patienceMs === Infinity) await made
    else {
      const { promise: over, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMs)
      await Promise.race([made, over])
      clearTimeout(timer)
    }
    if (state.link) return state.link
    throw unavailable()
  }

  function unavailable(): UpstreamUnavailable {
    const retryAfterS = state.status === 'error' ? Math.max(1, Math.ceil((retryAt - Date.now()) / 1000)) : 2
    const reason =
      state.status === 'connecting' ? 'it is still being connected' : (state.reason ?? 'it is not connected')
    return new UpstreamUnavailable(reason, retryAfterS)
  }

  async function request(
    method: string,
    params: Record<string, unknown>,
    asking: Asking,
    patienceMs = PATIENCE_MS,
    isAgain = false,
  ): Promise<Record<string, unknown>> {
    const link = state.status === 'connected' && state.link ? state.link : await standing(patienceMs)
    underWay += 1
    try {
      return await breaker.execute(() => link.request(method, params, asking))
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new UpstreamUnavailable(`${name()} has broken off ${BREAK_AFTER} times in a row`, BREAK_MS / 1000)
      }
      if (!asking.signal.aborted) notice(link, error)
      // It has forgotten us and nothing else: whoever asks need not hear of it.
      if (error instanceof SessionLost && !isAgain) return await request(method, params, asking, patienceMs, true)
      // Nothing was done there: a request for a session that is gone is refused.
      if (error instanceof SessionLost || error instanceof Unauthorized || isRefusedConnection(error)) {
        throw new UpstreamUnavailable(reasonOf(error), 1, { cause: error })
      }
      throw error
    } finally {
      underWay -= 1
      if (underWay === 0) quiet?.()
    }
  }

  /** What a failed request says of its connection. */
  function notice(link: Link, error: unknown): void {
    if (state.link !== link) return
    if (error instanceof SessionLost || error instanceof Unauthorized || isRefusedConnection(error)) {
      lose(link, reasonOf(error))
      // The server is there and has only forgotten us: it is asked at once.
      if (error instanceof SessionLost) void connect()
    } else if (isBreak(error)) checkLater(0)
  }

  return {
    async listTools() {
      const signal = AbortSignal.timeout(30_000)
      return readTools(await readEveryPage('tools', (params) => request('tools/list', params, { signal }, Infinity)))
    },
    callTool(call) {
      const params: Record<string, unknown> = { name: call.name, arguments: call.arguments }
      if (hasMembers(call.meta)) params._meta = call.meta
      if (call.inputResponses) params.inputResponses = call.inputResponses
      if (call.requestState !== undefined) params.requestState = call.requestState
      return request('tools/call', params, call).then(asToolResult)
    },
    request: (method, params, asking) => request(method, params, asking),
    capabilities: () => capabilities,
    onListChanged(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    onResourceUpdated(listener) {
      updateListeners.add(listener)
      return () => updateListeners.delete(listener)
    },
    async connect() {
      if (!state.link && !closed) await connect()
      return state
    },
    async disconnect() {
      clearTimeout(retryTimer)
      clearTimeout(healthTimer)
      await connecting
      clearTimeout(retryTimer)
      const { link } = state
      backoff.reset()
      set({ status: 'disconnected', reason: undefined, link: undefined })
      await link?.close()
    },
    memory: async () => (await state.link?.memory()) ?? null,
    state: () => state,
    async retire(graceMs) {
      for (const list of ['resources', 'prompts'] as const) tellChanged(list)
      await this.close(graceMs)
    },
    async close(graceMs) {
      closed = true
      clearTimeout(retryTimer)
      clearTimeout(healthTimer)
      if (underWay > 0 && graceMs > 0) {
        const { promise, resolve } = Promise.withResolvers<void>()
        quiet = resolve
        const timer = setTimeout(resolve, graceMs)
        await promise
        clearTimeout(timer)
      }
      await state.link?.close()
    },
  }
}

/** Checked as far as we use it; the rest is passed through. */
function asToolResult(result: Record<string, unknown>): CallToolResult {
  return (Array.isArray(result.content) ? result : { ...result, content: [] }) as unknown as CallToolResult
}

function hasMembers(object: Record<string, unknown>): boolean {
  for (const _ in object) return true
  return false
}
