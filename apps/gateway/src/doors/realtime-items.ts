import { isJSONRPCErrorResponse, isJSONRPCRequest, isJSONRPCResultResponse } from '@modelcontextprotocol/server'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { isMembers } from './client-capabilities.ts'

/** What one stream's client has called, so that each result goes out as an item of the conversation. */
export interface RealtimeItems {
  /** Remembers a call, by its id. */
  hear(message: JSONRPCMessage): void
  /** @returns The result of a call as a Realtime event; undefined for what goes out as it is. */
  write(message: JSONRPCMessage): object | undefined
}

/**
 * Writes results of tools as OpenAI's Realtime protocol takes them: `conversation.item.create` with a
 * `function_call_output`, whose `call_id` is the request's `_meta.call_id`, else its id.
 */
export function createRealtimeItems(): RealtimeItems {
  const callIds = new Map<string | number, string>()
  return {
    hear(message) {
      if (!isJSONRPCRequest(message) || message.method !== 'tools/call') return
      const meta: unknown = message.params?._meta
      const named = isMembers(meta) ? meta['call_id'] : undefined
      callIds.set(message.id, typeof named === 'string' && named !== '' ? named : String(message.id))
    },
    write(message) {
      const id = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined
      const callId = id === undefined ? undefined : callIds.get(id)
      if (id === undefined || callId === undefined) return undefined
      callIds.delete(id)
      const output = 'result' in message ? textOf(message.result) : JSON.stringify({ error: errorOf(message) })
      return { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } }
    },
  }
}

/** The text of a result; of what is no text, its kind. */
function textOf({ content }: Record<string, unknown>): string {
  const blocks: unknown[] = Array.isArray(content) ? content : []
  return blocks
    .map((block) => {
      if (!isMembers(block)) return ''
      return block['type'] === 'text' ? String(block['text']) : JSON.stringify({ type: block['type'] })
    })
    .join('\n')
}

function errorOf(message: JSONRPCMessage): string {
  return 'error' in message ? message.error.message : 'The tool could not be called'
}
