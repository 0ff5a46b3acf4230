import { toolCalls as toolCallsAnswer, toolCallsQuery } from '@patchbay/contract'
import { and, desc, eq, lt } from 'drizzle-orm'
import { describeToolCall } from '../hub/tool-call-row.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** The audit of tool calls, newest first. */
export function toolCallRoutes(api: Api, { identity, store: { db } }: ApiContext): void {
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
      const { callId, limit, before } = request.query
      const rows = await db
        .select()
        .from(toolCalls)
        .where(
          and(
            eq(toolCalls.userId, userId),
            callId === undefined ? undefined : eq(toolCalls.callId, callId),
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
}
