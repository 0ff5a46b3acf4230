import type { CallToolResult, Principal, ToolClass } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { Store } from '../store/store.ts'
import { createOnceAWhile } from '../store/once-a-while.ts'
import { createIds } from '../store/time-ordered-id.ts'
import { paramHeaders, requiredHeaderParams } from '../upstreams/param-headers.ts'
import type { Upstreams } from '../upstreams/upstream.ts'
import { openAgentBook, type AgentBook } from './agent-book.ts'
import { createApprovalBook } from './approval-book.ts'
import { createBlobStore } from './blob-store.ts'
import { boundArguments } from './bound-arguments.ts'
import { createBuiltInTools } from './built-in-tools.ts'
import { createCallIds } from './call-ids.ts'
import { createCatalog, type Catalog } from './catalog.ts'
import type { Hub, ToolCallRequest } from './hub.ts'
import { openJournal } from './journal.ts'
import { createMetrics } from './metrics.ts'
import { approve } from './middleware/approve.ts'
import { audit } from './middleware/audit.ts'
import { authorize } from './middleware/authorize.ts'
import { createDeadline } from './middleware/deadline.ts'
import { limit } from './middleware/limit.ts'
import { createQueue } from './middleware/queue.ts'
import { reuse } from './middleware/reuse.ts'
import { shape } from './middleware/shape.ts'
import { validate } from './middleware/validate.ts'
import { createResultCache } from './result-cache.ts'
import { createResultBook } from './results.ts'
import { send } from './send.ts'
import { createTaint } from './taint.ts'
import type { Middleware, Next, ToolCall } from './tool-call.ts'
import { openToolBook, type OpenToolBook } from './tool-book.ts'
import { createUnderWay } from './under-way.ts'

export interface HubOptions {
  store: Store
  bus: Bus
  /** Closed with the hub: what is under way ends with its connection. */
  upstreams: Upstreams
  auditLog: AuditLog
  /** Whether servers are connected before anybody asks for their tools: a command that passes by does not. */
  connects: boolean
  /** Tool calls that one principal may make in a minute, and all of one user together. */
  callsPerMinute: number
  userCallsPerMinute: number
  /** The origin that others see. */
  publicUrl: () => string
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of errors that nobody waits for. */
  onError: (error: unknown) => void
}

export async function openHub(options: HubOptions): Promise<Hub> {
  const { store, bus, upstreams, auditLog, connects, callsPerMinute, userCallsPerMinute, publicUrl, now, onError } =
    options
  await using opening = new AsyncDisposableStack()
  const journal = opening.use(await openJournal({ store, bus, now, onError }))
  const callIds = opening.use(createCallIds(store, bus, now))
  const blobs = opening.use(createBlobStore({ store, publicUrl, now, onError }))
  const approvals = opening.use(createApprovalBook({ store, bus, now }))
  const results = createResultBook({ store, bus, blobs, now })
  const { agents, toolBook, catalog } = await openTools()

  const newId = createIds('tc_', now)
  const { track, begin, untilNone } = createUnderWay()
  const isNew = createOnceAWhile(now)
  const onFlood = ({ userId, name, credentialId }: Principal) => {
    if (!isNew(credentialId)) return
    const sentence = `${name} makes more tool calls than it may: ${callsPerMinute} a minute. They are refused.`
    const details = { credential: credentialId }
    auditLog.record({
      userId,
      type: 'security.flood',
      severity: 'warning',
      actor: name,
      subject: name,
      sentence,
      details,
    })
  }
  const cache = createResultCache(now)
  const taint = createTaint(now)
  const queue = createQueue()
  const deadline = opening.use(createDeadline({ journal, bus, track, onError }))
  const metrics = createMetrics({
    queued: (serverId) => queue.waiting(serverId),
    memoryOf: (serverId) => upstreams.memoryOf(serverId),
    serverIds: () => upstreams.all().map(({ row }) => ({ id: row.id, name: row.name })),
    now,
  })
  /** A call as it would be made now. */
  const again = (call: ToolCall): ToolCall => ({
    ...call,
    target: catalog.find(call.principal, call.toolset, call.name),
  })
  const run = chain(
    [
      audit(journal, taint, begin),
      metrics.step,
      authorize(),
      limit({ bus, callsPerMinute, userCallsPerMinute, onFlood }),
      validate(onError),
      reuse({ journal, cache, hasConsentSince: (call, since) => approvals.hasConsentSince(call, since), track, begin }),
      approve({ approvals, taint, again }),
      deadline.step,
      shape(blobs),
      queue.step,
    ],
    send(cache),
  )

  /** The books of tools and agents, and what is put together from both. */
  async function openTools(): Promise<{ agents: AgentBook; toolBook: OpenToolBook; catalog: Catalog }> {
    const known: { agents?: AgentBook; toolBook?: OpenToolBook } = {}
    const put = createCatalog({
      upstreams,
      toolsOf: (serverId) => known.toolBook?.toolsOf(serverId) ?? [],
      agents: { find: (id) => known.agents?.find(id), findBySlug: (slug) => known.agents?.findBySlug(slug) },
      builtInsOf: createBuiltInTools({ bus, results }),
    })
    const clear = () => put.clear()
    for (const topic of ['tools.changed', 'agent.changed', 'server.changed'] as const) {
      opening.defer(bus.subscribe(topic, clear))
    }
    opening.defer(upstreams.onServersChanged(clear))
    known.toolBook = opening.use(
      await openToolBook({ store, bus, upstreams, auditLog, connects, onChanged: clear, now, onError }),
    )
    const offered = (serverId: number): { name: string; toolClass: ToolClass }[] =>
      (known.toolBook?.toolsOf(serverId) ?? []).filter(({ state }) => state === 'approved')
    known.agents = opening.use(
      await openAgentBook({
        store,
        bus,
        upstreams,
        weigh: (agent) => put.weigh(agent),
        toolsOf: ({ row }) => offered(row.id).map(({ name, toolClass }) => ({ name, toolClass })),
        onChanged: clear,
        now,
        onError,
      }),
    )
    clear()
    return { agents: known.agents, toolBook: known.toolBook, catalog: put }
  }

  function runNow(request: ToolCallRequest, callId: string | undefined): Promise<CallToolResult> {
    const { principal, toolset, name } = request
    return run({
      id: newId(),
      startedAt: new Date(now()),
      principal,
      toolset,
      agent: catalog.agentOf(principal, toolset),
      name,
      target: catalog.find(principal, toolset, name),
      arguments: request.arguments,
      headers: undefined,
      callId,
      idempotencyKey: request.idempotencyKey,
      inputResponses: request.inputResponses,
      requestState: request.requestState,
      capabilities: request.capabilities,
      onProgress: request.onProgress,
      onLog: request.onLog,
      onRequest: request.onRequest,
      signal: request.signal,
      abort: undefined,
      state: { ending: undefined, journaled: false, sent: false, cached: false, detached: false, bytes: 0 },
    })
  }

  async function runInCall(request: ToolCallRequest, named: string): Promise<CallToolResult> {
    return runNow(request, await callIds.resolve(request.principal, named))
  }

  const opened = opening.move()
  return {
    listTools: (principal, toolset) => catalog.list(principal, toolset),
    callTool(request) {
      const { principal, callId: named } = request
      try {
        boundArguments(request.arguments)
      } catch (error) {
        return Promise.reject(error)
      }
      if (principal.callId !== undefined || named === undefined) return runNow(request, principal.callId)
      return runInCall(request, named)
    },
    paramHeaders(principal, toolset, name, args) {
      const target = catalog.find(principal, toolset, name)
      const params = target && !target.held ? requiredHeaderParams(target.offered) : []
      return params.length === 0 ? [] : paramHeaders(params, args)
    },
    serversOf: (principal, toolset) => catalog.serversOf(principal, toolset),
    requireToolset: (principal, toolset) => catalog.require(principal, toolset),
    onListChanged: (list, listener) => bus.subscribe(`${list}.changed`, listener),
    agents,
    approvals,
    toolBook,
    results,
    metrics,
    idle: untilNone,
    async [Symbol.asyncDispose]() {
      await upstreams[Symbol.asyncDispose]()
      // How it ended is written down.
      await untilNone()
      await opened.disposeAsync()
    },
  }
}

function chain(steps: Middleware[], last: Next): Next {
  return steps.reduceRight<Next>((next, step) => neverThrowing((call) => step(call, next)), neverThrowing(last))
}

/** Most steps are plain functions: a promise more for each of them costs every call. */
function neverThrowing(next: Next): Next {
  return (call) => {
    try {
      return next(call)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
