import { ProtocolError } from '@modelcontextprotocol/server'
import type { CallToolResult } from '@patchbay/contract'
import { hashArguments, honoursKeys, reuseKeyOf, type Journal, type ToolCallRow } from '../journal.ts'
import { endWith } from '../outcome-result.ts'
import { targetOf, type Middleware, type Next, type ToolCall } from '../tool-call.ts'

export interface ReuseOptions {
  journal: Journal
  /** Is told of every call that was sent; it goes on when nobody waits for it any more. */
  track: (answer: Promise<unknown>) => void
}

/** What several callers wait for. */
interface Flight {
  answer: Promise<CallToolResult>
  /** Whether it ends with its last caller: a read does, a sent write never. */
  cancellable: boolean
  waiting: number
  abort: AbortController
}

/**
 * Makes sure that asking twice does not do a thing twice.
 *
 * - The same key: the first outcome, for a day, also after the gateway was killed in between.
 * - The same arguments while the first is under way: one call, both get its answer.
 * - The same write, done in this call, with no other write on that server since: `already_done`, to be said and asked about.
 *
 * What is known not to have happened is never given again. Reads only join.
 */
export function reuse({ journal, track }: ReuseOptions): Middleware {
  const flights = new Map<string, Flight>()

  /** A joined call's own key answers for the write too, also when its caller leaves before the answer. */
  function keepKey(call: ToolCall, answer: Promise<CallToolResult>): Promise<CallToolResult> {
    const kept = (async () => {
      if (await journal.intend(call)) return answer
      try {
        const result = await answer
        await journal.settle(call, result, undefined)
        return result
      } catch (error) {
        await journal.settle(call, undefined, error)
        throw error
      }
    })()
    track(kept)
    return kept
  }

  return async (call, next) => {
    const places = placesOf(call)
    const underWay = places.map((place) => flights.get(place)).find((flight) => flight !== undefined)
    if (underWay) {
      call.state.ending = { status: 'reused' }
      if (underWay.cancellable || call.idempotencyKey === undefined) return wait(call, underWay)
      return wait(call, { ...underWay, answer: keepKey(call, underWay.answer) })
    }
    const abort = new AbortController()
    const cancellable = targetOf(call).toolClass === 'read'
    const sent = { ...call, signal: abort.signal }
    const answer = cancellable ? next(sent) : write(journal, sent, next)
    const flight: Flight = { answer, cancellable, waiting: 0, abort }
    for (const place of places) flights.set(place, flight)
    const land = () => places.forEach((place) => flights.delete(place))
    answer.then(land, land)
    track(answer)
    return wait(call, flight)
  }
}

/** Where calls meet that are the same: in one conversation (or from one credential) by arguments, anywhere by key. */
function placesOf(call: ToolCall): string[] {
  const { principal, callId } = call
  const where = callId ?? principal.credentialId
  const place = JSON.stringify([principal.userId, principal.caller?.phone, where, hashArguments(call)])
  const key = reuseKeyOf(call)
  return key === null ? [place] : [place, `${key} ${hashArguments(call)}`]
}

/** Waits for a flight as long as the caller does. */
async function wait(call: ToolCall, flight: Flight): Promise<CallToolResult> {
  flight.waiting += 1
  const left = Promise.withResolvers<never>()
  const leave = () => left.reject(call.signal.reason)
  if (call.signal.aborted) leave()
  call.signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([flight.answer, left.promise])
  } finally {
    call.signal.removeEventListener('abort', leave)
    flight.waiting -= 1
    if (flight.cancellable && flight.waiting === 0) flight.abort.abort(call.signal.reason)
  }
}

async function write(journal: Journal, call: ToolCall, next: Next): Promise<CallToolResult> {
  const classified = targetOf(call).toolClass !== 'unclassified'
  const repeated = classified ? await journal.findRepeated(call) : undefined
  for (;;) {
    const holder = await journal.intend(call)
    if (!holder) break
    const answer = answerAgain(call, holder)
    if (answer) return answer
    await journal.releaseKey(holder)
  }
  let result: CallToolResult
  try {
    result = repeated ? alreadyDone(call, repeated) : await next(call)
  } catch (error) {
    // Only an answer says that it did not happen; a connection that broke says nothing.
    if (error instanceof ProtocolError) {
      await journal.settle(call, undefined, error)
      throw error
    }
    result = unknown(call, call.id)
  }
  await journal.settle(call, result, undefined)
  return result
}

function unknown(call: ToolCall, id: string): CallToolResult {
  return endWith(
    call,
    { status: 'unknown', id },
    'It is not known whether this was done: the connection broke before the answer. Do not try again and do not promise it; say that it is not confirmed.',
  )
}

/** @returns What the key was answered with, or nothing where the call may be made. */
function answerAgain(call: ToolCall, holder: ToolCallRow): CallToolResult | undefined {
  if (holder.argumentsHash !== hashArguments(call)) {
    const reason = 'This idempotency key was used for another tool call'
    return endWith(call, { status: 'refused', reason }, `${reason}. Nothing was done. Use a new key for a new request.`)
  }
  if (holder.result && !holder.result.isError) {
    call.state.ending = { status: 'reused', ...(holder.outcome ? { outcome: holder.outcome } : {}) }
    return holder.result
  }
  // Nobody saw how it ended: only a server that knows the key itself can be asked again.
  const unseen = holder.status === 'running' || holder.status === 'unknown'
  return unseen && !honoursKeys(call) ? unknown(call, holder.id) : undefined
}

function alreadyDone(call: ToolCall, first: ToolCallRow): CallToolResult {
  const at = (first.endedAt ?? first.startedAt).toISOString()
  return endWith(
    call,
    { status: 'already_done', at, tool_call_id: first.id },
    `This was already done in this conversation at ${at}, and was not done again. Say so, and ask whether another one is wanted. The first answer follows.`,
    first.result ?? { content: [] },
  )
}
