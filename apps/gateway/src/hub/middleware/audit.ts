import type { Journal } from '../journal.ts'
import type { Taint } from '../taint.ts'
import type { Middleware } from '../tool-call.ts'
import type { UnderWay } from '../under-way.ts'

/**
 * Outermost, so that refusals are in it: who, for whom, what, when, how long, how it ended. What `reuse`
 * has not journaled is written in a batch behind the answer. Here, too, is noted what a conversation has read.
 */
export function audit(journal: Journal, taint: Taint, begin: UnderWay['begin']): Middleware {
  return (call, next) => {
    journal.announce(call)
    const end = begin()
    return next(call).then(
      (result) => {
        end()
        if (!call.state.journaled) journal.append(call, result, undefined)
        // What the gateway itself says carries nobody's instructions.
        if (call.state.sent || call.state.cached) taint.note(call)
        return result
      },
      (error: unknown) => {
        end()
        if (!call.state.journaled) journal.append(call, undefined, error)
        throw error
      },
    )
  }
}
