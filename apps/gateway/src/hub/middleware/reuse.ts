import { ProtocolError } from '@modelcontextprotocol/server'
import type { CallToolResult } from '@patchbay/contract'
import { createShortLivedMap } from '../../short-lived-map.ts'
import { honoursKeys, type Journal } from '../journal.ts'
import { endWith } from '../outcome-result.ts'
import type { ResultCache } from '../result-cache.ts'
import {
  asksForInput,
  hasOwnAnswer,
  placeOf,
  targetOf,
  type Middleware,
  type Next,
  type ToolCall,
} from '../tool-call.ts'
import type { UnderWay } from '../under-way.ts'
import { argumentsKey, hashArguments, reuseKeyOf, type ToolCallRow } from '../tool-call-row.ts'

export interface ReuseOptions {
  journal: Journal
  cache: ResultCache
  /** Whether a person has said yes to this call since the time, in milliseconds since 1970. */
  hasConsentSince: (call: ToolCall, since: number) => Promise<boolean>
  /** Is told of what goes on when nobody waits for it any more. */
  track: UnderWay['track']
  /** Is told that a call begins, which goes on in the same way; gives what is to be told when it is over. */
  begin: UnderWay['begin']
}

/** What several callers wait for. */
interface Flight {
  answer: Promise<CallToolResult>
  /** Whether it ends with its last caller: a read does, a sent write never. */
  cancellable: boolean
  waiting: number
  landed: boolean
  abort: (reason: unknown) => void
  /** Its row is there, so that the rows of those who join are not taken for other calls. */
  intended: Promise<void>
}

/**
 * Makes sure that asking twice does not do a thing twice.
 *
 * - The same key: the first outcome, for a day, also after the gateway was killed in between.
 * - The same arguments while the first is under way: one call, both get its answer.
 * - The same write, done in this call, with no other write on that server since: `already_done`, to be said and asked about.
 *
 * - The same write whose outcome nobody saw: not before it is settled.
 *
 * What is known not to have happened is never given again. Reads join, and are kept for as long as a person allowed.
 * An answer that is its caller's own, such as one with a secret, is neither joined nor kept, whatever its tool's class.
 */
export function reuse(options: ReuseOptions): Middleware {
  const { journal, cache, track, begin } = options
  const flights = createShortLivedMap<string, Flight>()

  /** A joined call's own key answers for the write too, also when its caller leaves before the answer. */
  function keepKey(call: ToolCall, { answer, intended }: Flight): Promise<CallToolResult> {
    const kept = (async () => {
      await intended
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

  return (call, next) => {
    if (hasOwnAnswer(targetOf(call))) return alone(call, next)
    const cancellable = targetOf(call).toolClass === 'read'
    const kept = cancellable ? cache.fresh(call) : undefined
    if (kept) {
      call.state.cached = true
      call.state.ending = { status: 'reused' }
      return Promise.resolve(kept)
    }
    const places = placesOf(call)
    const underWay = places.reduce<Flight | undefined>((found, place) => found ?? flights.get(place), undefined)
    if (underWay) {
      call.state.ending = { status: 'reused' }
      if (underWay.cancellable || call.idempotencyKey === undefined) return wait(call, underWay)
      return wait(call, { ...underWay, answer: keepKey(call, underWay) })
    }
    const sent = withOwnSignal(call)
    const end = begin()
    const { promise: intended, resolve: whenIntended } = cancellable ? atOnce : Promise.withResolvers<void>()
    const answer = cancellable ? read(options, sent, next) : write(options, sent, next, whenIntended)
    const flight: Flight = { answer, cancellable, waiting: 0, landed: false, abort: sent.abort, intended }
    for (const place of places) flights.set(place, flight)
    const land = () => {
      flight.landed = true
      places.forEach((place) => flights.delete(place))
      whenIntended()
      end()
    }
    answer.then(land, land)
    return wait(call, flight)
  }
}

/** A read intends nothing. */
const atOnce = { promise: Promise.resolve(), resolve: () => {} }

/** The call with a signal that does not end with its first caller. */
function withOwnSignal(call: ToolCall) {
  const controller = new AbortController()
  return { ...call, signal: controller.signal, abort: (reason: unknown) => controller.abort(reason) }
}

/** A call that nobody joins. */
async function alone(call: ToolCall, next: Next): Promise<CallToolResult> {
  const sent = withOwnSignal(call)
  const leave = () => sent.abort(call.signal.reason)
  if (call.signal.aborted) leave()
  call.signal.addEventListener('abort', leave, { once: true })
  try {
    return await next(sent)
  } finally {
    call.signal.removeEventListener('abort', leave)
  }
}

/** Where calls meet that are the same: in one conversation (or from one credential) by arguments, anywhere by key. */
function placesOf(call: ToolCall): string[] {
  const asked = `${argumentsKey(call)} ${call.requestState ?? ''}`
  const place = `${placeOf(call)} ${call.principal.caller?.phone ?? ''} ${asked}`
  const key = reuseKeyOf(call)
  return key === null ? [place] : [place, `${key} ${asked}`]
}

/** Waits for a flight as long as the caller does. */
function wait({ signal }: ToolCall, flight: Flight): Promise<CallToolResult> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      flight.waiting -= 1
      if (flight.cancellable && flight.waiting === 0 && !flight.landed) flight.abort(signal.reason)
      // Whatever its owner gave it.
      reject(signal.reason as Error)
    }
    flight.waiting += 1
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    const stay = () => signal.removeEventListener('abort', leave)
    flight.answer.then(
      (result) => {
        stay()
        resolve(result)
      },
      (error: unknown) => {
        stay()
        reject(error)
      },
    )
  })
}

function read({ cache }: ReuseOptions, call: ToolCall, next: Next): Promise<CallToolResult> {
  const answer = next(call)
  if (!cache.keeps(call)) return answer
  return answer.then((result) => {
    if (!call.state.ending && !asksForInput(result)) cache.keep(call, result)
    return result
  })
}

async function write(
  options: ReuseOptions,
  call: ToolCall,
  next: Next,
  whenIntended: () => void,
): Promise<CallToolResult> {
  const { journal, cache } = options
  const classified = targetOf(call).toolClass !== 'unclassified'
  const repeated = classified ? await findDone(options, call) : undefined
  const open = classified && !repeated ? await journal.findUnsettled(call) : undefined
  // A server that knows the key itself can be asked again how that one ended.
  const askable = open?.reuseKey != null && open.reuseKey === reuseKeyOf(call) && honoursKeys(call)
  if (open && !askable) return unsettled(journal, call, open)
  let asked: ToolCallRow | undefined
  for (;;) {
    const holder = await journal.intend(call)
    if (!holder) break
    const answer = answerAgain(journal, call, holder)
    if (answer) return answer
    asked = holder
    await journal.releaseKey(holder)
  }
  whenIntended()
  const forget = () => cache.forget(targetOf(call).server?.row.id ?? 0)
  let result: CallToolResult
  forget()
  try {
    result = repeated ? alreadyDone(call, repeated) : await next(call)
  } catch (error) {
    // Only an answer says that it did not happen; a connection that broke says nothing.
    if (error instanceof ProtocolError || !call.state.sent) {
      await journal.settle(call, undefined, error)
      throw error
    }
    result = unknown(call, call.id)
  }
  forget()
  await journal.settle(call, result, undefined)
  if (asked) await journal.settleRow(asked, call)
  return result
}

/** @returns The same write, where it was done in this conversation and nobody has asked for another one since. */
async function findDone({ journal, hasConsentSince }: ReuseOptions, call: ToolCall): Promise<ToolCallRow | undefined> {
  const done = await journal.findRepeated(call)
  if (!done?.endedAt) return undefined
  return (await hasConsentSince(call, +done.endedAt)) ? undefined : done
}

/** The same write is under way, or nobody saw how it ended: it is not sent a second time. */
function unsettled(journal: Journal, call: ToolCall, open: ToolCallRow): CallToolResult {
  return journal.isUnderWay(open.id) && open.status === 'running' ? running(call, open.id) : unknown(call, open.id)
}

/** @param id - Of the tool call that goes on in the background. */
export function running(call: ToolCall, id: string): CallToolResult {
  const say = 'That is taking a little longer. I will tell you as soon as it is done.'
  return endWith(
    call,
    { status: 'running', id, say },
    `${call.name} is still running, as ${id}. It is not done yet: do not say that it is, and do not call it again. Go on with the conversation; its result comes later.`,
  )
}

/** @param id - Of the tool call whose outcome nobody saw. */
export function unknown(call: ToolCall, id: string): CallToolResult {
  return endWith(
    call,
    { status: 'unknown', id },
    'It is not known whether this was done: the answer did not come. Do not try again and do not promise it; say that it is not confirmed, and that somebody will look into it.',
  )
}

/** @returns What the key was answered with, or nothing where the call may be made. */
function answerAgain(journal: Journal, call: ToolCall, holder: ToolCallRow): CallToolResult | undefined {
  if (holder.argumentsHash !== hashArguments(call)) {
    const reason = 'This idempotency key was used for another tool call'
    return endWith(call, { status: 'refused', reason }, `${reason}. Nothing was done. Use a new key for a new request.`)
  }
  if (holder.result && !holder.result.isError && !asksForInput(holder.result)) {
    call.state.ending = { status: 'reused', ...(holder.outcome ? { outcome: holder.outcome } : {}) }
    return holder.result
  }
  // Nobody saw how it ended: only a server that knows the key itself can be asked again.
  const unseen = holder.status === 'running' || holder.status === 'unknown'
  if (!unseen) return undefined
  const underWay = holder.status === 'running' && journal.isUnderWay(holder.id)
  return underWay || !honoursKeys(call) ? unsettled(journal, call, holder) : undefined
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
