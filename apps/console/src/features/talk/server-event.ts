import * as z from 'zod'

// What this page reads of the protocol's server events. An event or an item of another kind is none of its business.

const contentPart = z.object({
  text: z.string().optional(),
  transcript: z.string().nullish(),
})

const item = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id: z.string(),
    role: z.enum(['system', 'user', 'assistant']),
    status: z.string().optional(),
    content: z.array(contentPart),
  }),
  z.object({
    type: z.literal('mcp_call'),
    id: z.string(),
    server_label: z.string(),
    name: z.string(),
    arguments: z.string(),
    output: z.string().nullish(),
    error: z.object({ message: z.string().optional() }).nullish(),
  }),
  z.object({
    type: z.literal('mcp_approval_request'),
    id: z.string(),
    server_label: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.object({
    type: z.literal('mcp_list_tools'),
    id: z.string(),
    server_label: z.string(),
    tools: z.array(z.unknown()),
  }),
])

const delta = { response_id: z.string(), item_id: z.string(), delta: z.string() }

const serverEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.created') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ message: z.string(), code: z.string().nullish(), event_id: z.string().nullish() }),
  }),
  z.object({ type: z.literal('conversation.item.done'), item }),
  z.object({ type: z.literal('response.created'), response: z.object({ id: z.string() }) }),
  z.object({
    type: z.literal('response.done'),
    response: z.object({
      id: z.string(),
      status: z.string(),
      status_details: z.object({ error: z.object({ message: z.string().optional() }).nullish() }).nullish(),
    }),
  }),
  z.object({ type: z.literal('response.output_item.added'), response_id: z.string(), item }),
  z.object({ type: z.literal('response.output_item.done'), response_id: z.string(), item }),
  z.object({ type: z.literal('response.output_text.delta'), ...delta }),
  z.object({ type: z.literal('response.output_audio_transcript.delta'), ...delta }),
  z.object({ type: z.literal('response.output_audio.delta'), ...delta }),
  z.object({ type: z.literal('response.mcp_call_arguments.done'), item_id: z.string(), arguments: z.string() }),
  z.object({ type: z.literal('input_audio_buffer.speech_started'), item_id: z.string() }),
  z.object({ type: z.literal('input_audio_buffer.speech_stopped'), item_id: z.string() }),
  z.object({
    type: z.literal('conversation.item.input_audio_transcription.completed'),
    item_id: z.string(),
    transcript: z.string(),
  }),
  z.object({
    type: z.literal('conversation.item.input_audio_transcription.failed'),
    item_id: z.string(),
    error: z.object({ message: z.string().default('What you said could not be written down. Say it again.') }),
  }),
  z.object({ type: z.literal('mcp_list_tools.in_progress'), item_id: z.string() }),
  z.object({ type: z.literal('mcp_list_tools.failed'), item_id: z.string() }),
])
export type ServerEvent = z.output<typeof serverEvent>
export type Item = z.output<typeof item>

/** One event as it came over the wire; null for one that this page does not read. */
export function readServerEvent(text: string): ServerEvent | null {
  try {
    return serverEvent.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
