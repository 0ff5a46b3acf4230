import { META, type CallToolResult } from '@patchbay/contract'
import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, type SQL } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Store } from '../store/store.ts'
import { gather } from './gather.ts'
import { loadOpenWrites } from './open-writes.ts'
import { createRowBatch } from './row-batch.ts'
import { storable } from './storable.ts'
import { targetOf, type ToolCall } from './tool-call.ts'
import {
  type Begun,
  describeToolCall,
  endingOf,
  hashArguments,
  startedRow,
  writtenHash,
  type ToolCallRow,
} from './tool-call-row.ts'
import { insertIntended, updateSettled, type Settled } from './tool-call-statements.ts'

/** How long an idempotency key keeps its first outcome, in ms. */
const KEY_LIFE_MS = 24 * 3600 * 1000

/** No call takes longer, in ms: what still runs then, runs nowhere. */
const LONGEST_CALL_MS = 3600 * 1000

/** The same write of one person that may be open at once, of which each is looked at. */
const MAX_UNSETTLED = 50

/** Rows in one statement. */
const AT_ONCE = 100

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
  /** Writes how an intended call ended, or that it goes on. */
  settle(call: ToolCall, result: CallToolResult | undefined, error: unknown): Promise<void>
  /** Commits that a call goes on in the background, so that its answer has a place. */
  detach(call: ToolCall): Promise<void>
  /** Writes the answer of a call that went on in the background, or that nobody expected any more. */
  finish(call: ToolCall, result: CallToolResult | undefined, error: unknown): Promise<void>
  /** Writes down how an earlier try of the same call has ended: the server was asked again with its key. */
  settleRow(row: ToolCallRow, by: ToolCall): Promise<void>
  /** Writes that nobody saw how a write in the background ended. */
  doubt(call: ToolCall): Promise<void>
  /** @returns The same write, done in this call, if no other write on that server came after it. */
  findRepeated(call: ToolCall): Promise<ToolCallRow | undefined>
  /** @returns The same write of the same person, where it is under way in this conversation or nobody saw how it ended. */
  findUnsettled(call: ToolCall): Promise<ToolCallRow | undefined>
  /** Whether this process works on it. */
  isUnderWay(id: string): boolean
  /** Writes a call that has ended, behind its answer. */
  append(call: ToolCall, result: CallToolResult | undefined, error: unknown): void
}

export interface JournalOptions {
  store: Store
  bus: Bus
  now: () => number
  onError: (error: unknown) => void
}

export async function openJournal({ store, bus, now, onError }: JournalOptions): Promise<Journal> {
  const { db } = store
  const batch = createRowBatch(db, onError)
  const underWay = new Set<string>()

  // What was under way when the gateway was killed ended unseen. Other processes may work on theirs.
  const before = new Date(store.kind === 'embedded' ? now() : now() - LONGEST_CALL_MS)
  await db
    .update(toolCalls)
    .set({ status: 'unknown' })
    .where(and(eq(toolCalls.status, 'running'), lt(toolCalls.startedAt, before), ne(toolCalls.toolClass, 'read')))
  await db
    .update(toolCalls)
    .set({ status: 'failed', error: 'The gateway ended before the answer came' })
    .where(and(eq(toolCalls.status, 'running'), lt(toolCalls.startedAt, before)))

  const openWrites = await loadOpenWrites(store)
  const writeIntents = gather((rows: ToolCallRow[]) => whichOf(rows, insertIntended(rows)), AT_ONCE)
  const writeEndings = gather((rows: Settled[]) => whichOf(rows, updateSettled(rows)), AT_ONCE)

  /** @returns For each row, whether the statement gave its id. */
  async function whichOf(rows: { id: string }[], statement: SQL): Promise<boolean[]> {
    const { rows: given } = await db.execute<{ id: string }>(statement)
    const ids = new Set(given.map(({ id }) => id))
    return rows.map(({ id }) => ids.has(id))
  }

  function publish(type: 'tool_call.started' | 'tool_call.ended', row: ToolCallRow): void {
    bus.publish('tool_call', { userId: row.userId, event: { type, toolCall: describeToolCall(row) } })
  }

  /** How a call ends now, with the whole answer. */
  function endNow(call: ToolCall, result: CallToolResult | undefined, error: unknown) {
    return { ...endingOf(call, result, error, now()), result: result ? storable(result) : null }
  }

  async function close(id: string, ending: Partial<ToolCallRow>): Promise<void> {
    // What ended meanwhile, by its late answer or a person's word, stays as it is.
    const open = inArray(toolCalls.status, ['running', 'unknown'])
    const [row] = await db
      .update(toolCalls)
      .set(ending)
      .where(and(eq(toolCalls.id, id), open))
      .returning()
    if (row && row.status !== 'running') publish('tool_call.ended', row)
  }

  /** Nobody works on it any more, and its row says how it ended. */
  function end(call: ToolCall): void {
    underWay.delete(call.id)
    openWrites.end(writtenHash(call))
  }

  return {
    announce(call) {
      if (bus.hears('tool_call')) publish('tool_call.started', startedRow(call))
    },
    async intend(call) {
      // Before its row can be seen.
      underWay.add(call.id)
      const row = startedRow(call)
      openWrites.begin(row.argumentsHash)
      for (;;) {
        const isWritten = await writeIntents(row)
        const [holder] = isWritten ? [] : await db.select().from(toolCalls).where(holds(row)).limit(1)
        // An earlier try whose answer was lost may have written it.
        if (isWritten || holder?.id === row.id) {
          call.state.journaled = true
          return undefined
        }
        if (holder && holder.startedAt.getTime() > now() - KEY_LIFE_MS) {
          underWay.delete(call.id)
          openWrites.end(row.argumentsHash)
          return holder
        }
        // Between the two statements the key was released, or it is too old: then it is free.
        if (holder) await db.update(toolCalls).set({ reuseKey: null }).where(eq(toolCalls.id, holder.id))
      }
    },
    async releaseKey(row) {
      const status = row.status === 'running' ? 'unknown' : row.status
      await db.update(toolCalls).set({ reuseKey: null, status }).where(eq(toolCalls.id, row.id))
    },
    async settle(call, result, error) {
      if (call.state.detached) return
      const ending = endNow(call, result, error)
      const isOpen = await writeEndings({ ...ending, id: call.id })
      if (isOpen && bus.hears('tool_call')) publish('tool_call.ended', { ...startedRow(call), ...ending })
      // Only now is it known elsewhere. The late answer of an unknown one is still to come.
      if (ending.status !== 'unknown') end(call)
    },
    async detach(call) {
      call.state.detached = true
      if (call.state.journaled) return close(call.id, { detached: true })
      const { ending, ...state } = call.state
      underWay.add(call.id)
      openWrites.begin(writtenHash(call))
      await db.insert(toolCalls).values(startedRow({ ...call, state: { ...state, ending, detached: true } }))
      call.state.journaled = true
    },
    async finish(call, result, error) {
      await close(call.id, endNow(call, result, error))
      end(call)
    },
    async doubt(call) {
      await close(call.id, { status: 'unknown', outcome: { status: 'unknown', id: call.id } })
      underWay.delete(call.id)
    },
    async settleRow(row, by) {
      const [answered] = await db.select().from(toolCalls).where(eq(toolCalls.id, by.id))
      if (!answered || !['succeeded', 'failed'].includes(answered.status)) return
      const { status, result, resultText, error } = answered
      await close(row.id, { status, result, resultText, error, endedAt: new Date(now()) })
    },
    async findRepeated(call) {
      if (call.callId === undefined) return undefined
      const onServer = onServerOf(call)
      const [same] = await db
        .select()
        .from(toolCalls)
        .where(
          and(
            onServer,
            eq(toolCalls.callId, call.callId),
            eq(toolCalls.argumentsHash, hashArguments(call)),
            ne(toolCalls.argumentsHash, ''),
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
    async findUnsettled(call) {
      if (!openWrites.has(hashArguments(call))) return undefined
      const phone = call.principal.caller?.phone
      const rows = await db
        .select()
        .from(toolCalls)
        .where(
          and(
            eq(toolCalls.userId, call.principal.userId),
            eq(toolCalls.argumentsHash, hashArguments(call)),
            // For the planner: the index has no other rows.
            ne(toolCalls.argumentsHash, ''),
            inArray(toolCalls.status, ['running', 'unknown']),
            phone === undefined ? isNull(toolCalls.callerPhone) : eq(toolCalls.callerPhone, phone),
            ne(toolCalls.id, call.id),
          ),
        )
        .orderBy(desc(toolCalls.id))
        .limit(MAX_UNSETTLED)
      for (const row of rows) {
        if (row.status === 'unknown') return row
        // What another conversation is doing right now ends by itself.
        if (underWay.has(row.id)) {
          if (row.callId === (call.callId ?? null)) return row
          continue
        }
        // It has ended since it was read, or nobody works on it any more.
        const [later] = await db.select().from(toolCalls).where(eq(toolCalls.id, row.id))
        if (later?.status === 'running' || later?.status === 'unknown') return later
      }
      return undefined
    },
    isUnderWay: (id) => underWay.has(id),
    append(call, result, error) {
      const ending = endingOf(call, result, error, now())
      if (bus.hears('tool_call')) publish('tool_call.ended', { ...startedRow(call), ...ending })
      const begun = begunOf(call)
      // Only a call that was intended holds a key and is given again.
      batch.add(() => ({ ...startedRow(begun), ...ending, reuseKey: null, result: null }))
    },
    [Symbol.asyncDispose]: () => batch[Symbol.asyncDispose](),
  }
}

/** What the row of a call needs of it: the rest of it, with its request and response, need not wait for the row. */
function begunOf({ id, principal, callId, agent, target, name, arguments: given, startedAt, state }: ToolCall): Begun {
  return { id, principal, callId, agent, target, name, arguments: given, startedAt, state }
}

/** The row itself, or the one that has its key. */
function holds({ id, reuseKey }: ToolCallRow): SQL | undefined {
  return reuseKey === null ? eq(toolCalls.id, id) : or(eq(toolCalls.id, id), eq(toolCalls.reuseKey, reuseKey))
}

function onServerOf(call: ToolCall) {
  const { server } = targetOf(call)
  const isServer = server ? eq(toolCalls.serverId, server.row.id) : isNull(toolCalls.serverId)
  return and(eq(toolCalls.userId, call.principal.userId), isServer)
}

/** @returns Whether the tool's server answers a repeated key with the first outcome. */
export function honoursKeys(call: ToolCall): boolean {
  return targetOf(call).tool._meta?.[META.honoursIdempotencyKey] === true
}
