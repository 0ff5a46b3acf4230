import { INTERNAL_ERROR, ProtocolError } from '@modelcontextprotocol/server'
import type { CallToolResult } from '@patchbay/contract'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'

/** How often a server may ask before it has to answer. */
const MAX_ROUNDS = 8

const asked = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list'])

/**
 * Calls a tool for a client of the 2025 revisions, which cannot be answered with a question: what the server asks for by
 * `input_required` is put to the client as requests, and the call made again with its answers.
 */
export async function callAnsweringInput(hub: Hub, request: ToolCallRequest): Promise<CallToolResult> {
  let next = request
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = await hub.callTool(next)
    if (result.resultType !== 'input_required') return result
    const { inputRequests, requestState } = result
    const inputResponses: Record<string, unknown> = {}
    for (const [key, question] of Object.entries(asObject(inputRequests))) {
      inputResponses[key] = await ask(request, asObject(question))
    }
    // The same key again would be given the first answer.
    next = { ...request, inputResponses, requestState: typeof requestState === 'string' ? requestState : undefined }
  }
  throw new ProtocolError(INTERNAL_ERROR, `The server asked ${MAX_ROUNDS} times and did not answer`)
}

async function ask(
  { onRequest, signal }: ToolCallRequest,
  { method, params }: Record<string, unknown>,
): Promise<unknown> {
  if (!onRequest || typeof method !== 'string' || !asked.has(method)) {
    throw new ProtocolError(INTERNAL_ERROR, `The server asks ${String(method)}, which this client cannot answer`)
  }
  // One of the three, as was just seen.
  return onRequest({ method: method as 'elicitation/create', params: asObject(params) }, signal)
}

function asObject(value: unknown): Record<string, unknown> {
  // Its members are whatever they are.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
