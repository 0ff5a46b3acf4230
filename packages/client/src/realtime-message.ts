import type { CallToolResult } from '@patchbay/contract/tool-caller'

/** A tool's result as OpenAI's Realtime API takes it: an event that can be sent to it as it stands. */
export interface RealtimeMessage {
  type: 'conversation.item.create'
  item: { type: 'function_call_output'; call_id: string; output: string }
}

/** @param callId - The engine's id of the function call that the result answers. */
export function toRealtimeMessage(callId: string, result: CallToolResult): RealtimeMessage {
  return {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output: outputOf(result) },
  }
}

/** The words where there are some, as a person wrote them for a model; else the structure; else what else came. */
function outputOf({ content, structuredContent }: CallToolResult): string {
  const words = content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []))
  if (words.length > 0) return words.join('\n')
  return JSON.stringify(structuredContent ?? content)
}
