import { INVALID_PARAMS, ProtocolError } from '@modelcontextprotocol/server'
import { PatchbayError, type CallToolResult } from '@patchbay/contract'
import type { FastifyReply } from 'fastify'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'

/**
 * Calls a tool for as long as the page waits.
 *
 * @throws {PatchbayError} `VALIDATION_FAILED`, for an unknown tool or call id.
 */
export async function callForPage(
  hub: Hub,
  reply: { raw: FastifyReply['raw'] },
  request: Omit<ToolCallRequest, 'signal'>,
): Promise<CallToolResult> {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort(new Error('The client went away')))
  try {
    return await hub.callTool({ ...request, signal: left.signal })
  } catch (error) {
    if (error instanceof ProtocolError && error.code === INVALID_PARAMS) {
      throw new PatchbayError('VALIDATION_FAILED', error.message, { cause: error })
    }
    if (error instanceof ProtocolError) {
      return { content: [{ type: 'text', text: error.message }], isError: true }
    }
    throw error
  }
}
