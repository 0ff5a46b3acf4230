import { randomBytes } from 'node:crypto'
import type { Call } from '@patchbay/contract'
import { and, eq, isNull, lte } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { calls } from '../store/schema/calls.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Store } from '../store/store.ts'

type CallRow = typeof calls.$inferSelect

export interface NewCall {
  /** Where it was promised before: from `newCallId`. */
  id?: string | undefined
  /** Whose call it is. */
  userId: number
  channel: Call['channel']
  caller: { phone: string; name: string | null } | undefined
  startedAt: Date
  /** In seconds from the start; a call is over by then in any case. */
  maxSeconds: number
}

/** @returns Our unguessable id of a call. */
export function newCallId(): string {
  return `cv_${randomBytes(16).toString('base64url')}`
}

/** Writes a call down and tells the consoles of its user. @returns Its row, with our unguessable id. */
export async function beginCall({ db }: Pick<Store, 'db'>, bus: Bus, call: NewCall): Promise<CallRow> {
  const [row] = await db
    .insert(calls)
    .values({
      id: call.id ?? newCallId(),
      userId: call.userId,
      callerPhone: call.caller?.phone ?? null,
      callerName: call.caller?.name ?? null,
      channel: call.channel,
      startedAt: call.startedAt,
      expiresAt: new Date(call.startedAt.getTime() + call.maxSeconds * 1000),
    })
    .returning()
  if (!row) throw new Error('The call was not written')
  publish(bus, 'call.started', row, 0)
  return row
}

/** Ends a call that a person hung up. */
export async function endCall(
  { db }: Store,
  bus: Bus,
  callId: string,
  endedAt: Date,
  endReason: 'logout' | 'hang_up',
): Promise<void> {
  const ended = await db
    .update(calls)
    .set({ endedAt, endReason })
    .where(and(eq(calls.id, callId), isNull(calls.endedAt)))
    .returning()
  for (const row of ended) publish(bus, 'call.ended', row, await db.$count(toolCalls, eq(toolCalls.callId, row.id)))
}

/** Writes down the end of every call whose time is over. */
export async function expireCalls({ db }: Store, bus: Bus, now: Date): Promise<void> {
  const ended = await db
    .update(calls)
    .set({ endedAt: calls.expiresAt, endReason: 'expired' })
    .where(and(isNull(calls.endedAt), lte(calls.expiresAt, now)))
    .returning()
  for (const row of ended) publish(bus, 'call.ended', row, await db.$count(toolCalls, eq(toolCalls.callId, row.id)))
}

/** A call as the wire shows it. One whose time is over has ended, also before that is written. */
export function describeCall(row: CallRow, toolCallCount: number, now: Date): Call {
  const expired = row.endedAt === null && row.expiresAt <= now
  return {
    callId: row.id,
    callerPhone: row.callerPhone,
    callerName: row.callerName,
    channel: row.channel,
    startedAt: row.startedAt.toISOString(),
    endedAt: (expired ? row.expiresAt : row.endedAt)?.toISOString() ?? null,
    endReason: expired ? 'expired' : row.endReason,
    toolCallCount,
  }
}

function publish(bus: Bus, type: 'call.started' | 'call.ended', row: CallRow, toolCallCount: number): void {
  bus.publish('live', { userId: row.userId, event: { type, call: describeCall(row, toolCallCount, row.startedAt) } })
}
