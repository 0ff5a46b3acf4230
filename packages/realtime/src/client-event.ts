import * as z from 'zod'

const id = z.string().min(1).max(128)
const audioFormat = z.union([
  z.object({ type: z.literal('audio/pcm'), rate: z.literal(24_000).default(24_000) }),
  z.object({ type: z.enum(['audio/pcmu', 'audio/pcma']) }),
])

const turnDetection = z.looseObject({
  type: z.enum(['server_vad', 'semantic_vad']),
  threshold: z.number().min(0).max(1).optional(),
  prefix_padding_ms: z.number().int().min(0).max(5_000).optional(),
  silence_duration_ms: z.number().int().min(100).max(10_000).optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
})

const functionTool = z.looseObject({
  type: z.literal('function'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string().optional(),
  parameters: z.looseObject({}).optional(),
})

const toolNames = z.union([
  z.array(z.string()),
  z.looseObject({ tool_names: z.array(z.string()).optional(), read_only: z.boolean().optional() }),
])

const mcpTool = z.looseObject({
  type: z.literal('mcp'),
  server_label: z.string().min(1).max(64),
  server_url: z.url({ protocol: /^https?$/ }),
  server_description: z.string().optional(),
  authorization: z.string().optional(),
  headers: z.record(z.string(), z.string()).nullish(),
  allowed_tools: toolNames.nullish(),
  require_approval: z
    .union([z.enum(['always', 'never']), z.looseObject({ always: toolNames.optional(), never: toolNames.optional() })])
    .nullish(),
})

export const tools = z.array(z.discriminatedUnion('type', [functionTool, mcpTool])).max(128)

const modalities = z.array(z.enum(['text', 'audio'])).min(1)
const toolChoice = z.union([z.enum(['auto', 'none', 'required']), z.looseObject({ type: z.string() })])
const outputTokens = z.union([z.literal('inf'), z.number().int().min(1)])

/** The fields of a session that a client may set; what else it sends is kept and echoed. */
export const sessionPatch = z.looseObject({
  type: z.literal('realtime').optional(),
  model: z.string().optional(),
  instructions: z.string().max(100_000).optional(),
  output_modalities: modalities.optional(),
  max_output_tokens: outputTokens.optional(),
  tool_choice: toolChoice.optional(),
  tools: tools.optional(),
  audio: z
    .looseObject({
      input: z
        .looseObject({
          format: audioFormat.optional(),
          turn_detection: turnDetection.nullish(),
          transcription: z.looseObject({ language: z.string().optional() }).nullish(),
        })
        .optional(),
      output: z
        .looseObject({
          format: audioFormat.optional(),
          voice: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
})
export type SessionPatch = z.output<typeof sessionPatch>

const textPart = z.looseObject({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() })
const audioPart = z.looseObject({
  type: z.enum(['input_audio', 'output_audio', 'audio']),
  audio: z.base64().optional(),
  transcript: z.string().nullish(),
})
const imagePart = z.looseObject({ type: z.literal('input_image') })
const itemStatus = z.enum(['completed', 'incomplete', 'in_progress']).optional()

/** An item that a client may put into the conversation. */
export const createdItem = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message'),
    id: id.optional(),
    role: z.enum(['system', 'user', 'assistant']),
    status: itemStatus,
    content: z.array(z.union([textPart, audioPart, imagePart])),
  }),
  z.looseObject({
    type: z.literal('function_call'),
    id: id.optional(),
    call_id: id.optional(),
    name: z.string(),
    arguments: z.string(),
    status: itemStatus,
  }),
  z.looseObject({
    type: z.literal('function_call_output'),
    id: id.optional(),
    call_id: id,
    output: z.string(),
    status: itemStatus,
  }),
  z.looseObject({
    type: z.literal('mcp_approval_response'),
    id: id.optional(),
    approval_request_id: id,
    approve: z.boolean(),
    reason: z.string().nullish(),
  }),
])
export type CreatedItem = z.output<typeof createdItem>

export const responseParams = z.looseObject({
  conversation: z.string().optional(),
  instructions: z.string().max(100_000).optional(),
  output_modalities: modalities.optional(),
  max_output_tokens: outputTokens.optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).optional(),
  tool_choice: toolChoice.optional(),
  input: z.array(createdItem).optional(),
})
export type ResponseParams = z.output<typeof responseParams>

const event = { event_id: z.string().max(512).optional() }

/** Every event that a client may send, as far as an engine reads it. */
export const clientEvent = z.discriminatedUnion('type', [
  z.looseObject({ ...event, type: z.literal('session.update'), session: sessionPatch }),
  z.looseObject({ ...event, type: z.literal('input_audio_buffer.append'), audio: z.base64() }),
  z.looseObject({ ...event, type: z.literal('input_audio_buffer.commit') }),
  z.looseObject({ ...event, type: z.literal('input_audio_buffer.clear') }),
  z.looseObject({ ...event, type: z.literal('output_audio_buffer.clear') }),
  z.looseObject({
    ...event,
    type: z.literal('conversation.item.create'),
    previous_item_id: z.string().nullish(),
    item: createdItem,
  }),
  z.looseObject({ ...event, type: z.literal('conversation.item.retrieve'), item_id: id }),
  z.looseObject({ ...event, type: z.literal('conversation.item.delete'), item_id: id }),
  z.looseObject({
    ...event,
    type: z.literal('conversation.item.truncate'),
    item_id: id,
    content_index: z.number().int().min(0),
    audio_end_ms: z.number().min(0),
  }),
  z.looseObject({ ...event, type: z.literal('response.create'), response: responseParams.nullish() }),
  z.looseObject({ ...event, type: z.literal('response.cancel'), response_id: z.string().nullish() }),
])
export type ReadClientEvent = z.output<typeof clientEvent>

/** The largest event, in bytes. */
export const MAX_EVENT_BYTES = 15 * 1024 * 1024

/** What an `error` event says of an event that cannot be acted on. */
export interface EventProblem {
  code: string
  message: string
  param: string | null
  eventId: string | null
}

/** Reads one event as it came over the wire. */
export function readClientEvent(text: string): { event: ReadClientEvent } | { problem: EventProblem } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: { code: 'invalid_json', message: 'The event is not JSON', param: null, eventId: null } }
  }
  const parsed = clientEvent.safeParse(value)
  if (parsed.success) return { event: parsed.data }
  const eventId = readString(value, 'event_id')
  const type = readString(value, 'type')
  const known = clientEvent.options.some((option) => option.shape.type.value === type)
  if (!known) {
    const message =
      type === null ? 'An event needs a type' : `There is no client event of the type ${type.slice(0, 100)}`
    return { problem: { code: type === null ? 'missing_type' : 'unknown_event', message, param: 'type', eventId } }
  }
  const [issue] = parsed.error.issues
  const param = issue?.path.join('.') ?? null
  return {
    problem: { code: 'invalid_value', message: `${param}: ${issue?.message ?? 'is not valid'}`, param, eventId },
  }
}

function readString(value: unknown, member: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const found: unknown = Reflect.get(value, member)
  return typeof found === 'string' ? found : null
}
