import {
  PatchbayError,
  settlement,
  toolCall,
  toolCallDetail,
  toolCalls as toolCallsAnswer,
  toolCallsQuery,
} from '@patchbay/contract'
import { and, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import * as z from 'zod'
import { describeToolCall } from '../hub/tool-call-row.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

const byId = z.object({ id: z.string().regex(/^tc_\w{1,64}$/) })

/** The audit of tool calls, newest first; results that came late, and writes whose outcome nobody saw. */
export function toolCallRoutes(api: Api, { identity, hub, audit, store: { db } }: ApiContext): void {
  api.get(
    '/api/tool-calls',
    {
      schema: {
        tags: ['calls'],
        summary: 'List tool calls',
        querystring: toolCallsQuery,
        response: { 200: toolCallsAnswer },
      },
    },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      const { callId, serverId, tool, status, unheard, limit, before } = request.query
      const late = and(eq(toolCalls.detached, true), isNull(toolCalls.heardAt), isNotNull(toolCalls.endedAt))
      const rows = await db
        .select()
        .from(toolCalls)
        .where(
          and(
            eq(toolCalls.userId, userId),
            callId === undefined ? undefined : eq(toolCalls.callId, callId),
            serverId === undefined ? undefined : eq(toolCalls.serverId, serverId),
            tool === undefined ? undefined : eq(toolCalls.tool, tool),
            status === undefined ? undefined : eq(toolCalls.status, status),
            unheard === true ? late : undefined,
            before === undefined ? undefined : lt(toolCalls.id, before),
          ),
        )
        .orderBy(desc(toolCalls.id))
        .limit(limit)
      return {
        toolCalls: rows.map(describeToolCall),
        nextBefore: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
      }
    },
  )

  api.get(
    '/api/tool-calls/:id',
    {
      schema: {
        tags: ['calls'],
        summary: 'One tool call with its whole answer; a result that came late counts as heard',
        params: byId,
        response: { 200: toolCallDetail },
      },
    },
    async (request) => {
      // Whoever may call tools asks how its own went.
      const { userId } = await requirePrincipal(identity, request, 'tools:call')
      return hub.results.fetch(userId, request.params.id)
    },
  )

  api.post(
    '/api/tool-calls/:id/settle',
    {
      schema: {
        tags: ['calls'],
        summary: 'Say how a write ended whose outcome nobody saw',
        params: byId,
        body: settlement,
        response: { 200: toolCall },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const { happened, note } = request.body
      const settled = await hub.results.settle(principal.userId, request.params.id, happened, principal.name, note)
      const sentence = `${principal.name} settled ${settled.tool}: it was ${happened ? '' : 'not '}done`
      audit(principal, 'tool_call.settled', settled.tool, sentence, { toolCallId: settled.id, happened })
      return settled
    },
  )

  api.get(
    '/api/tool-blobs/:id',
    {
      schema: {
        tags: ['calls'],
        summary: 'Audio, an image or a file that a tool answered with',
        params: z.object({ id: z.string().regex(/^[\w-]{10,64}$/) }),
      },
    },
    async (request, reply) => {
      const { userId } = await requirePrincipal(identity, request)
      const blob = await hub.results.blob(userId, request.params.id)
      if (!blob) throw new PatchbayError('NOT_FOUND', 'There is no such file, or it is older than a day')
      // A server's own bytes: shown as what they are, and never run as a page of ours.
      reply.header('content-security-policy', "default-src 'none'; sandbox")
      reply.header('content-disposition', 'attachment')
      return reply.type(blob.mimeType).send(Buffer.from(blob.bytes))
    },
  )
}
