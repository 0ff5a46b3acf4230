import type { Journal } from '../journal.ts'
import type { Middleware } from '../tool-call.ts'

/**
 * Outermost, so that refusals are in it: who, for whom, what, when, how long, how it ended. What `reuse`
 * has not journaled is written in a batch behind the answer.
 */
export function audit(journal: Journal): Middleware {
  return async (call, next) => {
    journal.announce(call)
    try {
      const result = await next(call)
      if (!call.state.journaled) journal.append(call, result, undefined)
      return result
    } catch (error) {
      if (!call.state.journaled) journal.append(call, undefined, error)
      throw error
    }
  }
}
