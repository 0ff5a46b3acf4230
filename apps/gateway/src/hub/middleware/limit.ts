import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel'
import type { Bus } from '../../bus/bus.ts'
import { endWith } from '../outcome-result.ts'
import { targetOf, type Middleware } from '../tool-call.ts'

/** Calls that one server works on at a time. */
const AT_ONCE = 32

/** Calls that may wait for one server. */
const QUEUE = 64

export interface LimitOptions {
  bus: Bus
  /** Tool calls that one principal may make in a minute. */
  callsPerMinute: number
}

/** Keeps one principal from flooding everybody, and one slow server from holding ever more calls. */
export function limit({ bus, callsPerMinute }: LimitOptions): Middleware {
  const rate = bus.rateLimit('tool-calls', callsPerMinute)
  const queues = new Map<string, BulkheadPolicy>()
  return async (call, next) => {
    const waitS = await rate.consume(call.principal.credentialId)
    if (waitS > 0) {
      return endWith(
        call,
        { status: 'busy', retry_after_s: waitS },
        `Too many tool calls. Nothing was done. Try again in ${waitS} seconds.`,
      )
    }
    const server = targetOf(call).upstream.name
    const queue = queues.get(server) ?? bulkhead(AT_ONCE, QUEUE)
    queues.set(server, queue)
    try {
      return await queue.execute(() => next(call))
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error
      return endWith(
        call,
        { status: 'busy', retry_after_s: 1 },
        `${server} is busy with other calls. Nothing was done. Try again in a moment.`,
      )
    }
  }
}
