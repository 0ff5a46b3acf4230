import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { endWith } from '../outcome-result.ts'
import type { Middleware } from '../tool-call.ts'

/** Lets a principal call the tools of its toolset, and nothing else. */
export function authorize(): Middleware {
  return async (call, next) => {
    if (!call.target) {
      call.state.ending = { status: 'refused' }
      // The MCP specification asks for this code (server/tools, error handling).
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${call.name}`)
    }
    if (!call.principal.scopes.includes('tools:call')) {
      const reason = 'The credential lacks the scope tools:call'
      return endWith(call, { status: 'refused', reason }, `${reason}. Use a credential that has it.`)
    }
    return next(call)
  }
}
