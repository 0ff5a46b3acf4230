import type { CallToolResult } from '@patchbay/contract'
import { LRUCache } from 'lru-cache'
import { targetOf, type ToolCall } from './tool-call.ts'
import { argumentsKey } from './tool-call-row.ts'

/** Answers that are kept at most, and the bytes that they may have together. */
const MAX_ANSWERS = 5_000
const MAX_BYTES = 32 * 1024 * 1024

/** How long a last good answer is of any use, in ms. */
const LAST_GOOD_MS = 24 * 3600 * 1000

interface Kept {
  result: CallToolResult
  serverId: number
  /** When it was given, in milliseconds since 1970. */
  at: number
}

/** Answers of reads, where a person has allowed to give them again: for a time, or while their server is down. */
export interface ResultCache {
  /** An answer within the tool's cache TTL. */
  fresh(call: ToolCall): CallToolResult | undefined
  /** The last good answer, however old, where the tool may give it. */
  lastGood(call: ToolCall): { result: CallToolResult; at: Date } | undefined
  /** Whether an answer of its tool is of any use later. */
  keeps(call: ToolCall): boolean
  keep(call: ToolCall, result: CallToolResult): void
  /** A write on the server makes every answer of it old. */
  forget(serverId: number): void
}

/** @param now - Milliseconds since 1970. */
export function createResultCache(now: () => number): ResultCache {
  const kept = new LRUCache<string, Kept>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ result }, key) => key.length + JSON.stringify(result).length,
  })
  /** When each server was last written to: an answer that was asked for before is not kept. */
  const writtenAt = new Map<number, number>()

  return {
    fresh(call) {
      const { cacheTtlS } = targetOf(call).settings
      if (cacheTtlS === 0) return undefined
      const found = kept.get(keyOf(call))
      if (!found || found.at + cacheTtlS * 1000 <= now()) return undefined
      return found.at > (writtenAt.get(found.serverId) ?? -1) ? found.result : undefined
    },
    lastGood(call) {
      const { lastGood } = targetOf(call).settings
      const found = lastGood ? kept.get(keyOf(call)) : undefined
      if (!found || found.at + LAST_GOOD_MS <= now()) return undefined
      return { result: found.result, at: new Date(found.at) }
    },
    keeps(call) {
      const { server, settings } = targetOf(call)
      return server !== undefined && (settings.cacheTtlS !== 0 || settings.lastGood)
    },
    keep(call, result) {
      const { server } = targetOf(call)
      if (!server || result.isError || !this.keeps(call)) return
      const serverId = server.row.id
      if (+call.startedAt <= (writtenAt.get(serverId) ?? -1)) return
      kept.set(keyOf(call), { result, serverId, at: now() })
    },
    forget(serverId) {
      writtenAt.set(serverId, now())
    },
  }
}

/** Whose answer it is: that of a caller, with the credential that goes to the server. */
function keyOf(call: ToolCall): string {
  const { principal, headers } = call
  const { server } = targetOf(call)
  const credential = server?.row.credential === 'user' ? principal.userId : 'owner'
  return JSON.stringify([principal.userId, credential, principal.caller?.phone, headers, argumentsKey(call)])
}
