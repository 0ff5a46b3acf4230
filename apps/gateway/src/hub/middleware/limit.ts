import type { Principal } from '@patchbay/contract'
import type { Bus } from '../../bus/bus.ts'
import { endWith } from '../outcome-result.ts'
import { serverNameOf, targetOf, type Middleware } from '../tool-call.ts'

export interface LimitOptions {
  bus: Bus
  /** Tool calls that one principal may make in a minute. */
  callsPerMinute: number
  /** Tool calls that all principals of one user may make in a minute, together. */
  userCallsPerMinute: number
  /** Is told of who makes too many. */
  onFlood: (principal: Principal) => void
}

/** Keeps one principal, or one user, from flooding everybody, and everybody from flooding one server. */
export function limit({ bus, callsPerMinute, userCallsPerMinute, onFlood }: LimitOptions): Middleware {
  const byPrincipal = bus.rateLimit('tool-calls', callsPerMinute)
  const byUser = bus.rateLimit('tool-calls-user', userCallsPerMinute)
  const byServer = new Map<number, { perMinute: number; rate: ReturnType<Bus['rateLimit']> }>()

  function rateOf(serverId: number, perMinute: number) {
    const known = byServer.get(serverId)
    if (known?.perMinute === perMinute) return known.rate
    const rate = bus.rateLimit(`tool-calls-server-${perMinute}`, perMinute)
    byServer.set(serverId, { perMinute, rate })
    return rate
  }

  return (call, next) => {
    const { credentialId, userId } = call.principal
    const waitS = byPrincipal.consume(credentialId) || byUser.consume(String(userId))
    if (waitS > 0) {
      onFlood(call.principal)
      const words = `Too many tool calls. Nothing was done. Try again in ${waitS} seconds.`
      return Promise.resolve(endWith(call, { status: 'busy', retry_after_s: waitS }, words))
    }
    const target = targetOf(call)
    const row = target.server?.row
    if (row?.callsPerMinute) {
      const serverWaitS = rateOf(row.id, row.callsPerMinute).consume(String(row.id))
      if (serverWaitS > 0) {
        const words = `${serverNameOf(target)} may be called ${row.callsPerMinute} times a minute. Nothing was done. Try again in ${serverWaitS} seconds.`
        return Promise.resolve(endWith(call, { status: 'busy', retry_after_s: serverWaitS }, words))
      }
    }
    return next(call)
  }
}
