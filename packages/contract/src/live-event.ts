import * as z from 'zod'
import { call, toolCall, turn } from './call.ts'

/** One message of `GET /api/events` (Server-Sent Events, each `data` one of these as JSON). */
export const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call.started'), call }),
  z.object({ type: z.literal('call.ended'), call }),
  z.object({ type: z.literal('turn.added'), turn }),
  z.object({ type: z.literal('tool_call.started'), toolCall }),
  z.object({ type: z.literal('tool_call.ended'), toolCall }),
  z.object({ type: z.literal('stopping'), reason: z.string() }),
])
export type LiveEvent = z.infer<typeof liveEvent>
