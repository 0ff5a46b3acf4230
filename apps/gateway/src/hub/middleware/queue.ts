import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel'
import { endWith } from '../outcome-result.ts'
import { targetOf, type Middleware } from '../tool-call.ts'

/** Calls that one server works on at a time. */
const AT_ONCE = 32

/** Calls that may wait for one server. */
const QUEUE = 64

/**
 * Keeps one slow server from holding ever more calls. Innermost, so that it counts what the server works on: a write
 * whose caller left still does, and one that was joined counts once.
 */
export function queue(): Middleware {
  const queues = new Map<string, BulkheadPolicy>()
  return async (call, next) => {
    const server = targetOf(call).upstream.name
    const places = queues.get(server) ?? bulkhead(AT_ONCE, QUEUE)
    queues.set(server, places)
    try {
      return await places.execute(() => next(call))
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
