import type { BuiltInTool, CallToolResult, Tool, ToolClass } from '@patchbay/contract'
import type { Bus } from '../bus/bus.ts'
import type { AgentProfile } from './agent-book.ts'
import type { ResultBook } from './results.ts'
import type { Target, ToolCall } from './tool-call.ts'
import type { ToolCallRow } from './tool-call-row.ts'

export interface BuiltInToolsOptions {
  bus: Bus
  results: Pick<ResultBook, 'pending'>
}

/** The gateway's own tools, of which an agent has those that a person picked. */
export function createBuiltInTools({ bus, results }: BuiltInToolsOptions): (agent: AgentProfile) => Target[] {
  const targets: Record<BuiltInTool, Target> = {
    pending_results: target(pendingResults, 'read', async (call) => {
      const rows = await results.pending(call)
      if (rows.length === 0) return say('Nothing is under way, and every result has been told.')
      return { ...say(rows.map(tell).join('\n\n')), structuredContent: { results: rows.map(describe) } }
    }),
    end_call: target(endCall, 'unclassified', async (call) => {
      const { callId } = call
      if (callId === undefined || !bus.hears('call.hang_up'))
        return say('There is no call here that could be ended.', true)
      const open = (await results.pending(call)).filter(
        ({ endedAt, toolClass }) => endedAt === null && toolClass !== 'read',
      )
      if (open.length > 0 && call.arguments.even_if_pending !== true) {
        const names = open.map(({ tool }) => tool).join(', ')
        return say(
          `Not ended: ${names} is not done yet. Tell the person, and wait for it or ask whether to end all the same (even_if_pending).`,
          true,
        )
      }
      bus.publish('call.hang_up', { callId })
      return say('The call ends once you have said goodbye.')
    }),
    transfer_call: target(transferCall, 'unclassified', async ({ callId, arguments: { to } }) => {
      if (callId === undefined || !bus.hears('call.transfer')) {
        return say('This line cannot transfer calls. Say so, and offer something else.', true)
      }
      bus.publish('call.transfer', { callId, to: String(to) })
      return say('The call is being transferred.')
    }),
  }
  return ({ builtIns }) => builtIns.map((name) => targets[name])
}

function target(tool: Tool, toolClass: ToolClass, run: (call: ToolCall) => Promise<CallToolResult>): Target {
  const settings = { cacheTtlS: 0, timeoutMs: null, detachAfterMs: null, approval: 'never', lastGood: false } as const
  return { server: undefined, run, tool, offered: tool, toolClass, settings, arguments: [], headers: [] }
}

const pendingResults: Tool = {
  name: 'pending_results',
  description:
    'Results of tool calls that went on in the background of this conversation, and which of them still run. Ask when a person wants to know how something is going.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
  annotations: { title: 'Pending results', readOnlyHint: true },
}

const endCall: Tool = {
  name: 'end_call',
  description:
    'Ends the call, once both sides have said goodbye. It does not end it while something that was asked for is not done.',
  inputSchema: {
    type: 'object',
    properties: {
      even_if_pending: { type: 'boolean', description: 'The person wants to end although something is not done yet' },
    },
    additionalProperties: false,
  },
  annotations: { title: 'End the call' },
}

const transferCall: Tool = {
  name: 'transfer_call',
  description: 'Hands the call to a person or another number.',
  inputSchema: {
    type: 'object',
    properties: { to: { type: 'string', minLength: 1, maxLength: 200, description: 'A phone number or a name' } },
    required: ['to'],
    additionalProperties: false,
  },
  annotations: { title: 'Transfer the call' },
}

function say(text: string, isError = false): CallToolResult {
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) }
}

function tell(row: ToolCallRow): string {
  if (row.status === 'running') return `${row.tool} (${row.id}) still runs: it is not done yet.`
  if (row.status === 'unknown')
    return `${row.tool} (${row.id}): it is not known whether it was done. Do not promise it and do not try again.`
  if (row.status === 'succeeded') return `${row.tool} (${row.id}) is done. Its answer:\n${row.resultText ?? ''}`
  return `${row.tool} (${row.id}) was not done: ${row.error ?? row.status}`
}

function describe({ id, tool, status, resultText, error }: ToolCallRow) {
  return { id, tool, status, resultText, error }
}
