import { META, type Principal } from '@patchbay/contract'
import type { ServerContext } from '@modelcontextprotocol/server'
import { ToolError } from './tool-error.ts'

/** What a tool knows about the request that runs it. */
export interface ToolContext {
  /** Who is asking; undefined where the service runs without anybody to vouch for them. */
  principal: Principal | undefined
  /** The person on the phone, in E.164, where there is one. */
  caller: { phone: string } | undefined
  /** Two requests of one caller with the same key are the same request. */
  idempotencyKey: string | undefined
  /** Aborted when the asker cancels or goes away. */
  signal: AbortSignal
}

/** As long as `POST /api/tools/call` allows; without control characters, some of which a database cannot keep. */
const usableKey = /^\P{Cc}{1,200}$/u

/** @throws ToolError when the request's idempotency key is unusable: running without it could do things twice. */
export function toolContext({ http, mcpReq }: ServerContext): ToolContext {
  // Only the transport's owner can set `authInfo`, and ours puts a Principal there: nothing of it came over a wire.
  const principal = http?.authInfo?.extra?.['principal'] as Principal | undefined
  return {
    principal,
    caller: principal?.caller,
    idempotencyKey: idempotencyKey(mcpReq._meta?.[META.idempotencyKey]),
    signal: mcpReq.signal,
  }
}

function idempotencyKey(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && usableKey.test(value)) return value
  throw new ToolError(`${META.idempotencyKey} must be a string of 1 to 200 printable characters.`)
}
