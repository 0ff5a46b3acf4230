import * as z from 'zod'
import { outcome } from './outcome.ts'
import { toolClass } from './tool-class.ts'

/** A call's id, `cv_…`. */
export const callIdText = z.string().regex(/^cv_[\w-]{1,64}$/, 'is no call id')

/** How a tool call stands or ended; `reused` is one that got the answer of another one that is the same. */
export const toolCallStatus = z.enum([
  'running',
  'succeeded',
  'failed',
  'refused',
  'cancelled',
  'already_done',
  'reused',
  'unknown',
])
export type ToolCallStatus = z.infer<typeof toolCallStatus>

/** One `tools/call`, as the audit keeps it: secrets and marked fields redacted. */
export const toolCall = z.object({
  id: z.string(),
  callId: z.string().nullable(),
  agentId: z.int().nullable(),
  serverId: z.int().nullable(),
  server: z.string(),
  tool: z.string(),
  toolClass,
  arguments: z.record(z.string(), z.unknown()),
  status: toolCallStatus,
  outcome: outcome.nullable(),
  /** The answer's text, cut at 4,000 characters. */
  resultText: z.string().nullable(),
  error: z.string().nullable(),
  /** It went on in the background of its conversation. */
  detached: z.boolean(),
  /** When its late result was fetched or said. */
  heardAt: z.iso.datetime().nullable(),
  /** Who asked: the principal's name. */
  askedBy: z.string(),
  callerPhone: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
})
export type ToolCallRecord = z.infer<typeof toolCall>

/** `GET /api/tool-calls?callId=&limit=&before=`: newest first; `before` is the id of the last one seen. */
export const toolCallsQuery = z.object({
  callId: callIdText.optional(),
  serverId: z.coerce.number().int().optional(),
  tool: z.string().max(256).optional(),
  status: toolCallStatus.optional(),
  /** Only calls that went on in the background and whose result nobody has fetched. */
  unheard: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^tc_\w{1,64}$/)
    .optional(),
})
export const toolCalls = z.object({ toolCalls: z.array(toolCall), nextBefore: z.string().nullable() })

/** `GET /api/tool-calls/:id`: with the whole answer, where it is kept. */
export const toolCallDetail = toolCall.extend({
  result: z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) }).nullable(),
})
/** `POST /api/tool-calls/:id/settle`: a person's word on a write whose outcome nobody saw. */
export const settlement = z.strictObject({ happened: z.boolean(), note: z.string().max(500).optional() })

/** One voice conversation, from pick-up to hang-up. */
export const call = z.object({
  callId: z.string(),
  callerPhone: z.string().nullable(),
  callerName: z.string().nullable(),
  /** By which way the person talks: a phone worker, the console's page, or a stack of one's own. */
  channel: z.enum(['phone', 'page', 'api']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  endReason: z.enum(['logout', 'hang_up', 'expired']).nullable(),
  toolCallCount: z.int(),
})
export type Call = z.infer<typeof call>

/** `GET /api/calls?state=&limit=&before=`: newest first; `before` is the id of the last one seen. */
export const callsQuery = z.object({
  state: z.enum(['live', 'ended', 'all']).default('all'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: callIdText.optional(),
})
export const calls = z.object({ calls: z.array(call), nextBefore: z.string().nullable() })

/** What one side of a call said. */
export const turn = z.object({
  id: z.string(),
  callId: z.string(),
  speaker: z.enum(['person', 'agent']),
  text: z.string(),
  /** The person spoke before the agent had finished; `text` is what was sent. */
  interrupted: z.boolean(),
  at: z.iso.datetime(),
})
export type Turn = z.infer<typeof turn>

/** `GET /api/calls/:callId`: turns and tool calls, each oldest first. */
export const callDetail = call.extend({ turns: z.array(turn), toolCalls: z.array(toolCall) })
export type CallDetail = z.infer<typeof callDetail>

/** `POST /api/tools/call`; the caller is named by the header `X-Caller-Id`. Answers an MCP `CallToolResult`. */
export const toolCallBody = z.strictObject({
  name: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.unknown()).default({}),
  callId: callIdText.optional(),
  functionCallId: z.string().max(200).optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
})
