import type { CallToolResult } from '@patchbay/contract'
import * as z from 'zod'
import { adminApiKey, type Gateway } from './start-gateway.ts'

export interface ToolRequest {
  name: string
  arguments?: Record<string, unknown>
  /** The phone number to act for, named by an API key. */
  caller?: string
  /** A caller session's token, in place of the API key and the caller. */
  token?: string
  idempotencyKey?: string
}

/** A tool's answer, and its data where it is no error. */
export interface ToolAnswer {
  isError: boolean
  text: string
  data: Record<string, unknown>
  meta: Record<string, unknown>
}

// The result's own shape is checked here as far as these tests read it.
const answer = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.number(),
  result: z.looseObject({
    content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
    isError: z.boolean().optional(),
    _meta: z.record(z.string(), z.unknown()).optional(),
  } satisfies Partial<Record<keyof CallToolResult, z.ZodType>>),
})

let lastId = 0

/** Calls a tool of the club as the plainest client does: one POST, answered inline. */
export async function callTool(gateway: Gateway, request: ToolRequest): Promise<ToolAnswer> {
  const response = await postToolCall(gateway, request)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${request.name}: ${response.status} ${text}`)
  const { result } = answer.parse(JSON.parse(text))
  return {
    isError: result.isError ?? false,
    text: result.content.map((block) => block.text ?? '').join('\n'),
    data: result.structuredContent ?? {},
    meta: result._meta ?? {},
  }
}

/** The same request, its HTTP answer as it is. */
export function postToolCall(gateway: Gateway, request: ToolRequest): Promise<Response> {
  const { name, arguments: args = {}, caller, token, idempotencyKey } = request
  lastId += 1
  return fetch(`${gateway.url}/mcp/messages/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token ?? adminApiKey}`,
      ...(caller === undefined ? {} : { 'x-caller-id': caller }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: lastId,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        ...(idempotencyKey === undefined ? {} : { _meta: { 'patchbay/idempotency_key': idempotencyKey } }),
      },
    }),
  })
}
