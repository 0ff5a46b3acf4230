import type { Bus } from '../../bus/bus.ts'
import { endWith } from '../outcome-result.ts'
import type { Middleware } from '../tool-call.ts'

export interface LimitOptions {
  bus: Bus
  /** Tool calls that one principal may make in a minute. */
  callsPerMinute: number
}

/** Keeps one principal from flooding everybody. */
export function limit({ bus, callsPerMinute }: LimitOptions): Middleware {
  const rate = bus.rateLimit('tool-calls', callsPerMinute)
  return async (call, next) => {
    const waitS = await rate.consume(call.principal.credentialId)
    if (waitS === 0) return next(call)
    return endWith(
      call,
      { status: 'busy', retry_after_s: waitS },
      `Too many tool calls. Nothing was done. Try again in ${waitS} seconds.`,
    )
  }
}
