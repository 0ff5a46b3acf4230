import { createHash } from 'node:crypto'
import { META, type CallToolResult, type LiveEvent, type ToolCallRecord } from '@patchbay/contract'
import { and, desc, eq, gt, inArray, isNotNull, ne } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Store } from '../store/store.ts'
import { redact } from './redact.ts'
import { storable } from './storable.ts'
import { targetOf, type ToolCall } from './tool-call.ts'

export type ToolCallRow = typeof toolCalls.$inferSelect

/** How long an idempotency key keeps its first outcome, in ms. */
const KEY_LIFE_MS = 24 * 3600 * 1000

/** How long a finished read may wait to be written with others, in ms. */
const BATCH_MS = 100

/** Rows that wait at most; behind that the oldest are lost rather than the gateway's memory. */
const MAX_WAITING = 10_000

const RESULT_TEXT_CHARACTERS = 4_000

/** Arguments whose JSON is longer are kept cut. */
const MAX_ARGUMENTS_CHARACTERS = 16_000

/** What the store knows of tool calls. */
export interface Journal extends AsyncDisposable {
  /** Tells the consoles that a call has begun. */
  announce(call: ToolCall): void
  /**
   * Commits a write before it is sent.
   *
   * @returns Nothing, or the row that has the same idempotency key.
   */
  intend(call: ToolCall): Promise<ToolCallRow | undefined>
  /** Takes a key from the row that has it, where nothing is to be given again for it. */
  releaseKey(row: ToolCallRow): Promise<void>
  /** Writes how an intended call ended. */
  settle(call: ToolCall, result: CallToolResult | undefined, error: unknown): Promise<void>
  /** @returns The same write, done in this call, if no other write on that server came after it. */
  findRepeated(call: ToolCall): Promise<ToolCallRow | undefined>
  /** Writes a call that has ended, behind its answer. */
  append(call: ToolCall, result: CallToolResult | undefined, error: unknown): void
}

export interface JournalOptions {
  store: Store
  bus: Bus
  now: () => number
  onError: (error: unknown) => void
}

export function createJournal({ store: { db }, bus, now, onError }: JournalOptions): Journal {
  let waiting: ToolCallRow[] = []
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    if (batch.length > 0) {
      writing = writing.then(() => insertAll(batch)).catch(onError)
    }
    return writing
  }

  /** A row that the store refuses takes no other with it. */
  async function insertAll(batch: ToolCallRow[]): Promise<void> {
    try {
      await db.insert(toolCalls).values(batch).onConflictDoNothing()
    } catch (error) {
      if (batch.length === 1) return onError(error)
      for (const row of batch) await insertAll([row])
    }
  }

  function queue(row: ToolCallRow): void {
    waiting.push(row)
    if (waiting.length > MAX_WAITING) {
      waiting.shift()
      onError(new Error('The store is too slow for the audit: a tool call was not written down'))
    }
    timer ??= setTimeout(() => void flush(), BATCH_MS)
  }

  function publish(type: 'tool_call.started' | 'tool_call.ended', row: ToolCallRow): void {
    const event: LiveEvent = { type, toolCall: describeToolCall(row) }
    bus.publish('live', { userId: row.userId, event })
  }

  function endedRow(call: ToolCall, result: CallToolResult | undefined, error: unknown): ToolCallRow {
    const endedAt = new Date(now())
    return { ...rowOf(call), ...endingOf(call, result, error), endedAt, durationMs: +endedAt - +call.startedAt }
  }

  return {
    announce: (call) => publish('tool_call.started', rowOf(call)),
    async intend(call) {
      for (;;) {
        const row = rowOf(call)
        const inserted = await db.insert(toolCalls).values(row).onConflictDoNothing().returning({ id: toolCalls.id })
        if (inserted.length > 0) {
          call.state.journaled = true
          return undefined
        }
        const [holder] = await db
          .select()
          .from(toolCalls)
          .where(eq(toolCalls.reuseKey, row.reuseKey ?? ''))
        if (holder && holder.startedAt.getTime() > now() - KEY_LIFE_MS) return holder
        // Between the two statements the key was released, or it is too old: then it is free.
        if (holder) await db.update(toolCalls).set({ reuseKey: null }).where(eq(toolCalls.id, holder.id))
      }
    },
    async releaseKey(row) {
      const status = row.status === 'running' ? 'unknown' : row.status
      await db.update(toolCalls).set({ reuseKey: null, status }).where(eq(toolCalls.id, row.id))
    },
    async findRepeated(call) {
      if (call.callId === undefined) return undefined
      const { upstream } = targetOf(call)
      const onServer = and(eq(toolCalls.userId, call.principal.userId), eq(toolCalls.server, upstream.name))
      const [same] = await db
        .select()
        .from(toolCalls)
        .where(
          and(
            onServer,
            eq(toolCalls.callId, call.callId),
            eq(toolCalls.argumentsHash, hashArguments(call)),
            eq(toolCalls.status, 'succeeded'),
            isNotNull(toolCalls.result),
          ),
        )
        .orderBy(desc(toolCalls.id))
        .limit(1)
      if (!same?.endedAt) return undefined
      const [later] = await db
        .select({ id: toolCalls.id })
        .from(toolCalls)
        .where(
          and(
            onServer,
            gt(toolCalls.id, same.id),
            ne(toolCalls.toolClass, 'read'),
            // What is known not to have happened changed nothing.
            inArray(toolCalls.status, ['succeeded', 'running', 'unknown']),
          ),
        )
        .limit(1)
      return later ? undefined : same
    },
    async settle(call, result, error) {
      const { id, reuseKey: _, ...columns } = endedRow(call, result, error)
      await db.update(toolCalls).set(columns).where(eq(toolCalls.id, id))
      publish('tool_call.ended', { id, reuseKey: null, ...columns })
    },
    append(call, result, error) {
      // Only a call that was intended holds a key and is given again.
      const row = { ...endedRow(call, result, error), reuseKey: null, result: null }
      queue(row)
      publish('tool_call.ended', row)
    },
    async [Symbol.asyncDispose]() {
      await flush()
    },
  }
}

/** SHA-256 of the tool and its arguments, whatever the order in which these were written. */
export function hashArguments(call: ToolCall): string {
  const { upstream, tool } = targetOf(call)
  return sha256(canonical([upstream.name, tool.name, call.arguments]))
}

/** Whose key it is: the same key of another user, or for another caller, is another key. */
export function reuseKeyOf({ principal, idempotencyKey }: ToolCall): string | null {
  if (idempotencyKey === undefined) return null
  return sha256(canonical([principal.userId, principal.caller?.phone ?? null, idempotencyKey]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** JSON with the members of every object in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

function rowOf(call: ToolCall): ToolCallRow {
  const { principal, target } = call
  return {
    id: call.id,
    userId: principal.userId,
    callId: call.callId ?? null,
    server: target?.upstream.name ?? '',
    tool: target?.tool.name ?? storable(call.name),
    toolClass: target?.toolClass ?? 'unclassified',
    arguments: keepBounded(redact(call.arguments, target?.tool.inputSchema)),
    argumentsHash: target ? hashArguments(call) : '',
    reuseKey: target ? reuseKeyOf(call) : null,
    status: 'running',
    outcome: null,
    result: null,
    resultText: null,
    error: null,
    askedBy: principal.name,
    callerPhone: principal.caller?.phone ?? null,
    startedAt: call.startedAt,
    endedAt: null,
    durationMs: null,
  }
}

function endingOf(call: ToolCall, result: CallToolResult | undefined, error: unknown) {
  const text = result && storable(textOf(result).slice(0, RESULT_TEXT_CHARACTERS))
  if (!result) {
    const status = call.state.ending?.status ?? (call.signal.aborted ? ('cancelled' as const) : ('failed' as const))
    return { status, error: storable(error instanceof Error ? error.message : String(error)) }
  }
  return {
    status: call.state.ending?.status ?? (result.isError ? ('failed' as const) : ('succeeded' as const)),
    outcome: call.state.ending?.outcome ?? null,
    result: storable(result),
    resultText: text ?? null,
    error: result.isError ? (text ?? null) : null,
  }
}

function textOf({ content }: CallToolResult): string {
  return content.flatMap((block) => (block.type === 'text' && block.text ? [block.text] : [])).join('\n')
}

/** Arguments as the audit keeps them; of what is long, the beginning. */
function keepBounded(args: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(args)
  if (text.length <= MAX_ARGUMENTS_CHARACTERS) return storable(args)
  return { cut: storable(text.slice(0, RESULT_TEXT_CHARACTERS)) }
}

/** A tool call as the wire shows it. */
export function describeToolCall(row: ToolCallRow): ToolCallRecord {
  return {
    id: row.id,
    callId: row.callId,
    server: row.server,
    tool: row.tool,
    toolClass: row.toolClass,
    arguments: row.arguments,
    status: row.status,
    outcome: row.outcome,
    resultText: row.resultText,
    error: row.error,
    askedBy: row.askedBy,
    callerPhone: row.callerPhone,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    durationMs: row.durationMs,
  }
}

/** @returns Whether the tool's server answers a repeated key with the first outcome. */
export function honoursKeys(call: ToolCall): boolean {
  return targetOf(call).tool._meta?.[META.honoursIdempotencyKey] === true
}
