import { randomBytes } from 'node:crypto'
import { META, type CallToolResult, type Principal, type Tool } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import type { Store } from '../store/store.ts'
import type { LogMessage, Progress, Upstream } from '../upstreams/upstream.ts'
import { createCallIds } from './call-ids.ts'
import { openCatalog } from './catalog.ts'
import { createJournal } from './journal.ts'
import { boundArguments } from './bound-arguments.ts'
import { audit } from './middleware/audit.ts'
import { authorize } from './middleware/authorize.ts'
import { limit } from './middleware/limit.ts'
import { queue } from './middleware/queue.ts'
import { reuse } from './middleware/reuse.ts'
import { shape } from './middleware/shape.ts'
import { validate } from './middleware/validate.ts'
import { targetOf, type Middleware, type Next } from './tool-call.ts'
import type { Toolset } from './toolset.ts'

/** A tool call as a door hands it in. */
export interface ToolCallRequest {
  principal: Principal
  toolset: Toolset
  name: string
  arguments: Record<string, unknown>
  /** The call that the request names; the credential's own call comes first. */
  callId?: string | undefined
  idempotencyKey?: string | undefined
  signal: AbortSignal
  onProgress?: ((progress: Progress) => void) | undefined
  onLog?: ((message: LogMessage) => void) | undefined
}

/** What happens to a tool call. */
export interface Hub extends AsyncDisposable {
  listTools(toolset: Toolset): Tool[]
  /**
   * Runs a tool call through every step.
   *
   * @returns The tool's own answer or one of the outcomes of the contract.
   * @throws {ProtocolError} For an unknown tool or call id, and for protocol errors of the server.
   */
  callTool(request: ToolCallRequest): Promise<CallToolResult>
  /** @returns The way to stop. */
  onToolsChanged(listener: () => void): () => void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

export interface HubOptions {
  store: Store
  bus: Bus
  /** The hub's to close. */
  upstreams: readonly Upstream[]
  callsPerMinute: number
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of errors that nobody waits for. */
  onError: (error: unknown) => void
}

export async function openHub({ store, bus, upstreams, callsPerMinute, now, onError }: HubOptions): Promise<Hub> {
  const catalog = await openCatalog(upstreams, bus, onError)
  const journal = createJournal({ store, bus, now, onError })
  const callIds = createCallIds(store, bus, now)
  const newId = createIds(now)
  const underWay = new Set<Promise<unknown>>()
  const track = (running: Promise<unknown>) => {
    underWay.add(running)
    const done = () => underWay.delete(running)
    running.then(done, done)
  }
  const run = chain(
    [
      audit(journal),
      authorize(),
      limit({ bus, callsPerMinute }),
      validate(onError),
      reuse({ journal, track }),
      shape(),
      queue(),
    ],
    send,
  )

  return {
    listTools: (toolset) => catalog.list(toolset),
    async callTool({ principal, toolset, name, arguments: args, signal, ...request }) {
      boundArguments(args)
      const callId = await callIds.resolve(principal, request.callId)
      const running = run({
        id: newId(),
        startedAt: new Date(now()),
        principal,
        toolset,
        name,
        target: catalog.find(toolset, name),
        arguments: args,
        callId,
        idempotencyKey: request.idempotencyKey,
        signal,
        onProgress: request.onProgress,
        onLog: request.onLog,
        state: { ending: undefined, journaled: false },
      })
      track(running)
      return running
    },
    onToolsChanged: (listener) => bus.subscribe('tools.changed', listener),
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
    async [Symbol.asyncDispose]() {
      catalog[Symbol.dispose]()
      await Promise.all(upstreams.map((upstream) => upstream[Symbol.asyncDispose]()))
      // What was under way has ended with its connection; how, is written down.
      await Promise.allSettled(underWay)
      callIds[Symbol.dispose]()
      await journal[Symbol.asyncDispose]()
    },
  }
}

/** The last step: to where the tool lives. The key goes along, so that a server that knows keys can honour it. */
const send: Next = (call) => {
  const { upstream, tool } = targetOf(call)
  return upstream.callTool({
    name: tool.name,
    arguments: call.arguments,
    meta: {
      ...(call.callId === undefined ? {} : { [META.callId]: call.callId }),
      ...(call.idempotencyKey === undefined ? {} : { [META.idempotencyKey]: call.idempotencyKey }),
    },
    principal: call.principal,
    signal: call.signal,
    onProgress: call.onProgress,
    onLog: call.onLog,
  })
}

function chain(steps: Middleware[], last: Next): Next {
  return steps.reduceRight<Next>((next, step) => (call) => step(call, next), last)
}

/** Ids whose order is the order in which they were made, also within one millisecond. */
function createIds(now: () => number): () => string {
  let last = 0
  let count = 0
  return () => {
    const time = Math.max(last, now())
    count = time === last ? count + 1 : 0
    last = time
    return `tc_${time.toString(36).padStart(9, '0')}${count.toString(36).padStart(4, '0')}${randomBytes(5).toString('hex')}`
  }
}
