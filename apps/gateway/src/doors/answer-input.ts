import { INTERNAL_ERROR, ProtocolError } from '@modelcontextprotocol/server'
import type { CallToolResult } from '@patchbay/contract'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'
import { asksForInput } from '../hub/tool-call.ts'

/** How often a server may ask before it has to answer. */
const MAX_ROUNDS = 8

const asked = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list'])

/**
 * Answers for a client of the 2025 revisions, which cannot be answered with a question: what the server asks for by
 * `input_required` is put to the client as requests, and the call made again with its answers.
 *
 * @param first - What the server has asked for.
 */
export async function answerInput(hub: Hub, request: ToolCallRequest, first: CallToolResult): Promise<CallToolResult> {
  let result = first
  for (let round = 1; round < MAX_ROUNDS; round += 1) {
    const { inputRequests, requestState } = result
    const inputResponses: Record<string, unknown> = {}
    for (const [key, question] of Object.entries(asObject(inputRequests))) {
      inputResponses[key] = await ask(request, asObject(question))
    }
    const state = typeof requestState === 'string' ? requestState : undefined
    result = await hub.callTool({ ...request, inputResponses, requestState: state })
    if (!asksForInput(result)) return result
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
