import { PatchbayError, type CallToolResult, type ToolCallRecord } from '@patchbay/contract'
import { and, desc, eq, isNull, ne } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Store } from '../store/store.ts'
import type { BlobStore } from './blob-store.ts'
import type { Results } from './hub.ts'
import type { ToolCall } from './tool-call.ts'
import { describeToolCall, type ToolCallRow } from './tool-call-row.ts'

/** Results that are told at a time. */
const AT_ONCE = 20

export interface ResultBook extends Results {
  /** What went on in the background of the call's conversation and was not heard yet; what has ended counts as heard. */
  pending(call: ToolCall): Promise<ToolCallRow[]>
}

export interface ResultBookOptions {
  store: Store
  bus: Bus
  blobs: BlobStore
  now: () => number
}

export function createResultBook({ store: { db }, bus, blobs, now }: ResultBookOptions): ResultBook {
  async function own(userId: number, id: string): Promise<ToolCallRow> {
    const [row] = await db
      .select()
      .from(toolCalls)
      .where(and(eq(toolCalls.id, id), eq(toolCalls.userId, userId)))
    if (row) return row
    throw new PatchbayError('NOT_FOUND', 'Tool call not found')
  }

  async function hear(row: ToolCallRow): Promise<ToolCallRow> {
    if (!row.detached || row.endedAt === null || row.heardAt !== null) return row
    const heardAt = new Date(now())
    await db.update(toolCalls).set({ heardAt }).where(eq(toolCalls.id, row.id))
    return { ...row, heardAt }
  }

  return {
    async fetch(userId, id): Promise<ToolCallRecord & { result: CallToolResult | null }> {
      const row = await hear(await own(userId, id))
      return { ...describeToolCall(row), result: row.result }
    },
    async settle(userId, id, happened, by, note) {
      const before = await own(userId, id)
      const words = `${by} said that it ${happened ? 'was done' : 'was not done'}${note ? `: ${note}` : ''}`
      const text = `${happened ? 'It was done' : 'It was not done'}, as a person has found out.`
      const [row] = await db
        .update(toolCalls)
        .set({
          status: happened ? 'succeeded' : 'failed',
          outcome: null,
          // What a repeated key is answered with.
          result: { content: [{ type: 'text', text }], ...(happened ? {} : { isError: true }) },
          resultText: words,
          error: happened ? null : words,
          endedAt: before.endedAt ?? new Date(now()),
        })
        .where(and(eq(toolCalls.id, id), eq(toolCalls.status, 'unknown')))
        .returning()
      if (!row) {
        throw new PatchbayError('ALREADY_SETTLED', `The outcome of this tool call is known: it has ${before.status}.`)
      }
      bus.publish('tool_call', { userId, event: { type: 'tool_call.ended', toolCall: describeToolCall(row) } })
      return describeToolCall(row)
    },
    blob: (userId, id) => blobs.read(userId, id),
    async pending(call) {
      const where =
        call.callId === undefined
          ? and(
              eq(toolCalls.userId, call.principal.userId),
              eq(toolCalls.askedBy, call.principal.name),
              isNull(toolCalls.callId),
            )
          : eq(toolCalls.callId, call.callId)
      const rows = await db
        .select()
        .from(toolCalls)
        .where(and(where, eq(toolCalls.detached, true), isNull(toolCalls.heardAt), ne(toolCalls.id, call.id)))
        .orderBy(desc(toolCalls.id))
        .limit(AT_ONCE)
      return Promise.all(rows.toReversed().map(hear))
    },
  }
}
