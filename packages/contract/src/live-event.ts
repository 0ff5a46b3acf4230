import * as z from 'zod'
import { approval } from './approval.ts'
import { auditEvent } from './audit.ts'
import { call, toolCall, turn } from './call.ts'
import { serverStatusEvent } from './mcp-server.ts'

/** One message of `GET /api/events` (Server-Sent Events, each `data` one of these as JSON). */
export const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call.started'), call }),
  z.object({ type: z.literal('call.ended'), call }),
  z.object({ type: z.literal('turn.added'), turn }),
  z.object({ type: z.literal('tool_call.started'), toolCall }),
  z.object({ type: z.literal('tool_call.ended'), toolCall }),
  z.object({ type: z.literal('server.status'), server: serverStatusEvent.extend({ name: z.string() }) }),
  /** A server was added, changed or removed, or its tools were. */
  z.object({ type: z.literal('server.changed'), serverId: z.int() }),
  z.object({ type: z.literal('agent.changed'), agentId: z.int() }),
  z.object({ type: z.literal('approval.requested'), approval }),
  z.object({ type: z.literal('approval.decided'), approval }),
  /** An event of the audit that a person should notice now. */
  z.object({ type: z.literal('notice'), event: auditEvent }),
  z.object({ type: z.literal('stopping'), reason: z.string() }),
])
export type LiveEvent = z.infer<typeof liveEvent>
