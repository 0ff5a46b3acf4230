import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { META, scope, type CallToolResult, type Scope } from '@patchbay/contract'
import { endWith } from '../outcome-result.ts'
import { serverNameOf, type Middleware, type Target, type ToolCall } from '../tool-call.ts'

/** Lets a principal call the tools of its toolset, and nothing else; of these, none that waits for a person's look. */
export function authorize(): Middleware {
  return (call, next) => {
    if (!call.target) {
      call.state.ending = { status: 'refused' }
      // The MCP specification asks for this code (server/tools, error handling).
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${call.name}`)
    }
    const refusal = refusalOf(call)
    return refusal ? Promise.resolve(refusal) : next(call)
  }
}

/** @returns Why the call may not be made, where it may not; also asked again of a call that has waited for a person. */
export function refusalOf(call: ToolCall): CallToolResult | undefined {
  const { target } = call
  const { scopes } = call.principal
  const enough = scopeOf(target)
  if (!scopes.includes('tools:call') && !(enough && scopes.includes(enough))) {
    const reason = `The credential lacks the scope ${enough ?? 'tools:call'}`
    return endWith(call, { status: 'refused', reason }, `${reason}. Use a credential that has it.`)
  }
  if (!target?.held) return undefined
  const what = target.held === 'new' ? 'is new' : 'has changed since a person approved it'
  return endWith(
    call,
    { status: 'refused', reason: 'held_for_review' },
    `${call.name} of ${serverNameOf(target)} ${what}, and waits for a person to look at it in the console. Nothing was done.`,
  )
}

/** What is enough for one tool of a service that ships with Patchbay: its word is believed. */
function scopeOf(target: Target | undefined): Scope | undefined {
  if (target?.server?.row.type !== 'service') return undefined
  return scope.safeParse(target.tool._meta?.[META.scope]).data
}
