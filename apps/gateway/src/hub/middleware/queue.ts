import { bulkhead, type BulkheadPolicy } from 'cockatiel'
import { endWith } from '../outcome-result.ts'
import { serverNameOf, targetOf, type Middleware } from '../tool-call.ts'

/** Calls that one server works on at a time. */
const AT_ONCE = 32

export interface Queue {
  step: Middleware
  /** Calls that wait for a server now. */
  waiting(serverId: number): number
}

/**
 * Keeps one slow server from holding ever more calls. Innermost, so that it counts what the server works on: a write
 * whose caller left still does, and one that was joined counts once.
 */
export function createQueue(): Queue {
  const queues = new Map<number, { limit: number; places: BulkheadPolicy }>()

  function placesOf(serverId: number, limit: number): BulkheadPolicy {
    const known = queues.get(serverId)
    if (known?.limit === limit) return known.places
    const places = bulkhead(AT_ONCE, limit)
    queues.set(serverId, { limit, places })
    return places
  }

  return {
    step(call, next) {
      const target = targetOf(call)
      if (!target.server) return next(call)
      const { id, queueLimit } = target.server.row
      const places = placesOf(id, queueLimit)
      if (places.executionSlots > 0 || places.queueSlots > 0) return places.execute(() => next(call), call.signal)
      const words = `${serverNameOf(target)} is busy with other calls. Nothing was done. Try again in a moment.`
      return Promise.resolve(endWith(call, { status: 'busy', retry_after_s: 1 }, words))
    },
    waiting(serverId) {
      const known = queues.get(serverId)
      return known ? known.limit - known.places.queueSlots : 0
    },
  }
}
