import { META, type Principal } from '@patchbay/contract'
import type { ServerContext } from '@modelcontextprotocol/server'
import { ToolError } from './tool-error.ts'

/** What is known about any request. */
export interface RequestContext {
  /** Who is asking; undefined where the service runs without anybody to vouch for them. */
  principal: Principal | undefined
  /** The person on the phone, where there is one. */
  caller: { phone: string } | undefined
  /** Aborted when the asker cancels or goes away. */
  signal: AbortSignal
}

/** What a tool knows about the request that runs it. */
export interface ToolContext extends RequestContext {
  /** Two requests of one caller with the same key are the same request. */
  idempotencyKey: string | undefined
  /**
   * Tells the asker how far it is, where they asked to be told.
   *
   * @param total - Undefined where nobody knows.
   */
  tellProgress: (progress: number, total?: number, message?: string) => void
}

/** As long as `POST /api/tools/call` allows; without control characters, some of which a database cannot keep. */
const usableKey = /^\P{Cc}{1,200}$/u

export function requestContext({ http, mcpReq }: ServerContext): RequestContext {
  // Only the transport's owner can set `authInfo`, and ours puts a Principal there: nothing of it came over a wire.
  const principal = http?.authInfo?.extra?.['principal'] as Principal | undefined
  return { principal, caller: principal?.caller, signal: mcpReq.signal }
}

/** @throws ToolError when the request's idempotency key is unusable: running without it could do things twice. */
export function toolContext(request: ServerContext): ToolContext {
  const { _meta: meta, notify } = request.mcpReq
  const progressToken = meta?.progressToken
  return {
    ...requestContext(request),
    idempotencyKey: idempotencyKey(meta?.[META.idempotencyKey]),
    tellProgress(progress, total, message) {
      if (progressToken === undefined) return
      const params = { progressToken, progress, ...(total !== undefined && { total }), ...(message && { message }) }
      // A listener who left is no reason to fail the call.
      notify({ method: 'notifications/progress', params }).catch(() => {})
    },
  }
}

function idempotencyKey(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && usableKey.test(value)) return value
  throw new ToolError(`${META.idempotencyKey} must be a string of 1 to 200 printable characters.`)
}
