import { LRUCache } from 'lru-cache'
import { placeOf, targetOf, type ToolCall } from './tool-call.ts'

/** How long output stays in the mind of whoever read it, where no conversation ends, in ms. */
const LIFE_MS = 10 * 60 * 1000

/** Which conversations have read output of servers that nobody vouches for: it may hold instructions. */
export interface Taint {
  note(call: ToolCall): void
  /** Whether the conversation has read output of an untrusted server other than the call's own. */
  of(call: ToolCall): boolean
}

/** @param now - Milliseconds since 1970. */
export function createTaint(now: () => number): Taint {
  const read = new LRUCache<string, Map<number, number>>({ max: 20_000 })
  return {
    note(call) {
      const row = call.target?.server?.row
      if (!row || row.trusted || row.type === 'service') return
      const place = placeOf(call)
      const servers = read.get(place) ?? new Map<number, number>()
      servers.set(row.id, now())
      read.set(place, servers)
    },
    of(call) {
      const own = targetOf(call).server?.row.id
      const oldest = call.callId === undefined ? now() - LIFE_MS : 0
      for (const [serverId, at] of read.get(placeOf(call)) ?? []) if (serverId !== own && at > oldest) return true
      return false
    },
  }
}
