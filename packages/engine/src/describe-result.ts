import type { CallToolResult } from '@patchbay/contract'
import type { Item, McpApprovalRequest, McpCall } from '@patchbay/realtime'
import type { Remembered } from './brain.ts'
import { newId } from './new-id.ts'

/** A tool's answer as one text: what a language model reads. */
export function describeResult(result: CallToolResult): Pick<McpCall, 'output' | 'error'> {
  const text = result.content.map((block) => block.text ?? `[${block.type}]`).join('\n')
  return result.isError
    ? { output: null, error: { type: 'tool_execution_error', message: text } }
    : { output: text, error: null }
}

/** A call that came to nothing, as its item tells it. */
export function describeFailure(error: unknown): Pick<McpCall, 'output' | 'error'> {
  const message = error instanceof Error ? error.message : 'The tool could not be called'
  return { output: null, error: { type: 'tool_execution_error', message } }
}

/** A result that came after its response was interrupted, as an item that a brain reads. */
export function describeLate({ name }: McpCall, { output, error }: Pick<McpCall, 'output' | 'error'>): Item {
  const text = `Late result of ${name}, which was interrupted: ${output ?? error?.message ?? 'none'}`
  return {
    id: newId('item'),
    object: 'realtime.item',
    type: 'message',
    role: 'system',
    status: 'completed',
    content: [{ type: 'input_text', text }],
  }
}

/** A call that a person did not want, as a brain is told of it. */
export function describeDenial(request: McpApprovalRequest, reason: string | undefined): Remembered[] {
  const { id: callId, name, arguments: args } = request
  const output = `The person did not approve this call${reason === undefined ? '' : `: ${reason}`}. It was not made.`
  return [
    { type: 'tool_call', callId, name, arguments: args },
    { type: 'tool_result', callId, output, failed: true },
  ]
}
