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
  const readsOf = new Map<string, Set<ToolCall>>()
  const hungUp = new Error('The call has ended')
  const stop = bus.subscribe('live', ({ event }) => {
    if (event.type !== 'call.ended') return
    for (const { abort } of readsOf.get(event.call.callId) ?? []) abort?.(hungUp)
  })

  /** Writes the answer down when it comes, after everybody has been told that it is not known or comes later. */
  function keepLate(call: ToolCall, answer: Promise<CallToolResult>, told: Promise<void>): void {
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
          await journal.finish(ended(call.signal.reason === hungUp ? 'cancelled' : undefined), undefined, error)
        } else await journal.doubt(call)
      },
    )
    track(kept.catch(onError))
  }

  /** The call goes on; from here on whoever sees its end writes it. */
  async function goOn(call: ToolCall, answer: Promise<CallToolResult>): Promise<CallToolResult> {
    const told = journal.detach(call)
    keepLate(call, answer, told)
    if (isRead(call)) {
      const reads = readsOf.get(call.callId ?? '') ?? new Set()
      readsOf.set(call.callId ?? '', reads.add(call))
      const end = () => {
        reads.delete(call)
        if (reads.size === 0) readsOf.delete(call.callId ?? '')
      }
      answer.then(end, end)
    }
    await told
    return running(call, call.id)
  }

  /** Its time is over, and it goes on in the background. */
  async function giveUpLate(call: ToolCall, told: Promise<unknown>): Promise<void> {
    if (isRead(call) || !call.state.sent) return call.abort?.(new Error(lateWords(call)))
    await told
    await journal.doubt(call)
  }

  /** Its time is over, and somebody waits. */
  function giveUp(call: ToolCall, answer: Promise<CallToolResult>): CallToolResult {
    // Nobody waits for it any more.
    answer.catch(() => {})
    if (isRead(call) || !call.state.sent) call.abort?.(new Error(lateWords(call)))
    if (!call.state.sent) {
      const words = `${lateWords(call)}. Nothing was done. Try again in a moment.`
      return endWith(call, { status: 'busy', retry_after_s: 1 }, words)
    }
    if (isRead(call)) return failed(`${lateWords(call)}. Say so, and try again later if it is still wanted.`)
    keepLate(call, answer, Promise.resolve())
    return unknown(call, call.id)
  }

  return {
    step(call, next) {
      const answer = next(call)
      return new Promise((resolve, reject) => {
        let told: Promise<CallToolResult> | undefined
        const timeout = setTimeout(() => {
          clearTimeout(detach)
          if (told) giveUpLate(call, told).catch(onError)
          else resolve(giveUp(call, answer))
        }, timeoutOf(call))
        const detachMs = detachAfterOf(call)
        const detach =
          detachMs === Infinity ? undefined : setTimeout(() => resolve((told = goOn(call, answer))), detachMs)
        const inTime = () => {
          clearTimeout(timeout)
          clearTimeout(detach)
        }
        answer.then(
          (result) => {
            inTime()
            resolve(result)
          },
          (error: unknown) => {
            inTime()
            reject(error)
          },
        )
      })
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
