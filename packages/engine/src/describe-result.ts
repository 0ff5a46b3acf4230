import type { CallToolResult } from '@patchbay/contract'
import type { McpCall } from '@patchbay/realtime'

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
