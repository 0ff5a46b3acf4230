import { ProtocolError } from '@modelcontextprotocol/server'
import { META, type CallToolResult } from '@patchbay/contract'
import type { Bus } from '../../bus/bus.ts'
import type { Journal } from '../journal.ts'
import { endWith } from '../outcome-result.ts'
import { hasOwnAnswer, serverNameOf, targetOf, type Middleware, type ToolCall } from '../tool-call.ts'
import { running, unknown } from './reuse.ts'

/** After how long a call has failed, in ms, where nobody set anything else. */
const TIMEOUT_MS = 30_000

/** After how long a call in a conversation goes on in the background, in ms. */
const DETACH_MS = 4_000

export interface DeadlineOptions {
  journal: Journal
  bus: Bus
  /** Is told of every answer that still comes when nobody waits. */
  track: (answer: Promise<unknown>) => void
  onError: (error: unknown) => void
}

export interface Deadline extends Disposable {
  step: Middleware
}

/**
 * Keeps a slow tool from becoming silence: in a conversation the call goes on in the background, and its answer is kept.
 * Past its time a read has failed; a write that was sent may have been done, and nobody says that it was not.
 */
export function createDeadline({ journal, bus, track, onError }: DeadlineOptions): Deadline {
  /** Reads in the background, by their conversation: they end with it. */
  const readsOf = new Map<string, Set<AbortController>>()
  const hungUp = new Error('The call has ended')
  const stop = bus.subscribe('live', ({ event }) => {
    if (event.type !== 'call.ended') return
    for (const abort of readsOf.get(event.call.callId) ?? []) abort.abort(hungUp)
  })

  /** Writes the answer down when it comes, after everybody has been told that it is not known or comes later. */
  function keepLate(call: ToolCall, answer: Promise<CallToolResult>, told: Promise<void>, signal: AbortSignal): void {
    const ended = (status?: 'cancelled') => ({ ...call, state: { ...call.state, ending: status && { status } } })
    const kept = answer.then(
      async (result) => {
        await told
        await journal.finish(ended(), result, undefined)
      },
      async (error: unknown) => {
        await told
        // A write whose connection broke may have been done: that it is unknown stays.
        if (isRead(call) || !call.state.sent || error instanceof ProtocolError) {
          await journal.finish(ended(signal.reason === hungUp ? 'cancelled' : undefined), undefined, error)
        } else await journal.doubt(call)
      },
    )
    track(kept.catch(onError))
  }

  /** The call goes on; from here on whoever sees its end writes it. */
  async function goOn(call: ToolCall, answer: Promise<CallToolResult>, abort: AbortController, timeout: Timer) {
    const told = journal.detach(call)
    keepLate(call, answer, told, abort.signal)
    const reads = readsOf.get(call.callId ?? '') ?? new Set()
    if (isRead(call)) readsOf.set(call.callId ?? '', reads.add(abort))
    timeout.passed
      .then(async () => {
        if (isRead(call) || !call.state.sent) return abort.abort(new Error(lateWords(call)))
        await told
        await journal.doubt(call)
      })
      .catch(onError)
    const end = () => {
      timeout.stop()
      reads.delete(abort)
      if (reads.size === 0) readsOf.delete(call.callId ?? '')
    }
    answer.then(end, end)
    await told
    return running(call, call.id)
  }

  return {
    async step(call, next) {
      const abort = new AbortController()
      const leave = () => abort.abort(call.signal.reason)
      if (call.signal.aborted) leave()
      call.signal.addEventListener('abort', leave, { once: true })
      const answer = next({ ...call, signal: abort.signal })
      const timeout = startTimer(timeoutOf(call), 'timeout' as const)
      const detach = startTimer(detachAfterOf(call), 'detach' as const)
      try {
        const first = await Promise.race([answer, timeout.passed, detach.passed])
        if (first === 'detach') return await goOn(call, answer, abort, timeout)
        if (first !== 'timeout') return first
        // Nobody waits for it any more.
        answer.catch(() => {})
        if (isRead(call) || !call.state.sent) abort.abort(new Error(lateWords(call)))
        if (!call.state.sent) {
          const words = `${lateWords(call)}. Nothing was done. Try again in a moment.`
          return endWith(call, { status: 'busy', retry_after_s: 1 }, words)
        }
        if (isRead(call)) return failed(`${lateWords(call)}. Say so, and try again later if it is still wanted.`)
        keepLate(call, answer, Promise.resolve(), abort.signal)
        return unknown(call, call.id)
      } finally {
        call.signal.removeEventListener('abort', leave)
        detach.stop()
        if (!call.state.detached) timeout.stop()
      }
    },
    [Symbol.dispose]: stop,
  }
}

function isRead(call: ToolCall): boolean {
  return targetOf(call).toolClass === 'read'
}

function timeoutOf(call: ToolCall): number {
  const { settings, server, tool } = targetOf(call)
  // The word of a service that ships with Patchbay is believed.
  const own = server?.row.type === 'service' ? tool._meta?.[META.timeoutMs] : undefined
  return settings.timeoutMs ?? server?.row.timeoutMs ?? (typeof own === 'number' ? own : TIMEOUT_MS)
}

function detachAfterOf(call: ToolCall): number {
  // What comes late is kept until it is fetched.
  if (call.callId === undefined || hasOwnAnswer(targetOf(call))) return Infinity
  const { settings, server } = targetOf(call)
  return settings.detachAfterMs ?? server?.row.detachAfterMs ?? call.agent?.detachAfterMs ?? DETACH_MS
}

function lateWords(call: ToolCall): string {
  return `${serverNameOf(targetOf(call))} has not answered ${call.name} within ${timeoutOf(call) / 1000} seconds`
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}

interface Timer<T extends string = string> {
  passed: Promise<T>
  stop: () => void
}

function startTimer<T extends string>(ms: number, name: T): Timer<T> {
  const { promise: passed, resolve } = Promise.withResolvers<T>()
  if (ms === Infinity) return { passed, stop() {} }
  const timer = setTimeout(resolve, ms, name)
  return { passed, stop: () => clearTimeout(timer) }
}
