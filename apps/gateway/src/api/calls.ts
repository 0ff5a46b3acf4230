import { call, callDetail, callIdText, calls as callsAnswer, callsQuery, PatchbayError } from '@patchbay/contract'
import { and, count, desc, eq, gt, inArray, isNull, lt, lte, not, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { describeToolCall } from '../hub/tool-call-row.ts'
import { beginCall, describeCall } from '../identity/calls.ts'
import { calls } from '../store/schema/calls.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import { turns } from '../store/schema/turns.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** A call that was begun by `POST /api/calls` and never ended is over after an hour, as a realtime session is. */
const MAX_CALL_SECONDS = 3600

/** Turns that one call's page shows. */
const MAX_TURNS = 1_000

/** Tool calls that one call's page shows. */
const MAX_TOOL_CALLS = 500

/** Voice conversations, past and present. */
export function callRoutes(api: Api, { identity, store, bus, now }: ApiContext): void {
  const { db } = store

  async function countToolCalls(callIds: string[]): Promise<Map<string, number>> {
    if (callIds.length === 0) return new Map()
    const counts = await db
      .select({ callId: toolCalls.callId, n: count() })
      .from(toolCalls)
      .where(inArray(toolCalls.callId, callIds))
      .groupBy(toolCalls.callId)
    return new Map(counts.map(({ callId, n }) => [callId ?? '', Number(n)]))
  }

  api.get(
    '/api/calls',
    { schema: { tags: ['calls'], summary: 'List calls', querystring: callsQuery, response: { 200: callsAnswer } } },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      const { state, limit, before } = request.query
      const time = new Date(now())
      const live = and(isNull(calls.endedAt), gt(calls.expiresAt, time))
      const [last] = before === undefined ? [] : await db.select().from(calls).where(eq(calls.id, before))
      const rows = await db
        .select()
        .from(calls)
        .where(
          and(
            eq(calls.userId, userId),
            state === 'all' ? undefined : state === 'live' ? live : not(live ?? sql`true`),
            last &&
              or(lt(calls.startedAt, last.startedAt), and(lte(calls.startedAt, last.startedAt), lt(calls.id, last.id))),
          ),
        )
        .orderBy(desc(calls.startedAt), desc(calls.id))
        .limit(limit)
      const counts = await countToolCalls(rows.map(({ id }) => id))
      return {
        calls: rows.map((row) => describeCall(row, counts.get(row.id) ?? 0, time)),
        nextBefore: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
      }
    },
  )

  api.post(
    '/api/calls',
    {
      schema: {
        tags: ['calls'],
        summary:
          'Begin a call: its id goes along as X-Call-Id or in _meta, so that its tool calls are known to belong together',
        response: { 201: call },
      },
    },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request, 'tools:call')
      const { caller } = principal
      const profile = caller && (await identity.lookUpCaller(caller.phone))
      const startedAt = new Date(now())
      const row = await beginCall(store, bus, {
        userId: principal.userId,
        channel: 'api',
        caller: profile,
        startedAt,
        maxSeconds: MAX_CALL_SECONDS,
      })
      reply.code(201)
      return describeCall(row, 0, startedAt)
    },
  )

  api.get(
    '/api/calls/:callId',
    {
      schema: {
        tags: ['calls'],
        summary: 'One call with its tool calls, oldest first',
        params: z.object({ callId: callIdText }),
        response: { 200: callDetail },
      },
    },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      const { callId } = request.params
      const [row] = await db
        .select()
        .from(calls)
        .where(and(eq(calls.id, callId), eq(calls.userId, userId)))
      if (!row) throw new PatchbayError('NOT_FOUND', 'There is no such call')
      const made = await db
        .select()
        .from(toolCalls)
        .where(eq(toolCalls.callId, callId))
        .orderBy(toolCalls.id)
        .limit(MAX_TOOL_CALLS)
      const said = await db.select().from(turns).where(eq(turns.callId, callId)).orderBy(turns.id).limit(MAX_TURNS)
      return {
        ...describeCall(row, made.length, new Date(now())),
        turns: said.map((turn) => ({ ...turn, at: turn.at.toISOString() })),
        toolCalls: made.map(describeToolCall),
      }
    },
  )
}
