import { PatchbayError, type Approval, type LiveEvent } from '@patchbay/contract'
import { and, desc, eq, gt, inArray, lt } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { approvals } from '../store/schema/approvals.ts'
import type { Store } from '../store/store.ts'
import { createIds } from '../store/time-ordered-id.ts'
import type { Approvals } from './hub.ts'
import { redact } from './redact.ts'
import { storable } from './storable.ts'
import { placeOf, serverNameOf, targetOf, type ToolCall } from './tool-call.ts'
import { hashArguments } from './tool-call-row.ts'

export type ApprovalRow = typeof approvals.$inferSelect

/** How long a yes may be used, in ms: the call has to be made again for it. */
const YES_MS = 60_000

/** How long a no stands, in ms: until then the same call is refused without asking again. */
const NO_MS = 30_000

/** Asks people, and remembers what they said. */
export interface ApprovalBook extends Approvals, Disposable {
  /** The latest word on this call with these arguments that still stands: a yes that was not used, a question, a no. */
  find(call: ToolCall): Promise<ApprovalRow | undefined>
  /** @param lifeMs - After that, silence was a no. */
  ask(call: ToolCall, question: { say: string; why: Approval['why']; lifeMs: number }): Promise<ApprovalRow>
  /** Uses a yes. @returns Whether it was there to be used. */
  use(id: string): Promise<boolean>
  /** Waits until somebody has decided or the time is over. @returns How it stands then. */
  wait(row: ApprovalRow, signal: AbortSignal): Promise<ApprovalRow['state']>
  isWatched(userId: number): boolean
  hasConsentSince(call: ToolCall, since: number): Promise<boolean>
}

export interface ApprovalBookOptions {
  store: Store
  bus: Bus
  now: () => number
}

export function createApprovalBook({ store: { db }, bus, now }: ApprovalBookOptions): ApprovalBook {
  const newId = createIds('ap_', now)
  const watchers = new Map<number, number>()

  const publish = (type: 'approval.requested' | 'approval.decided', row: ApprovalRow) => {
    const event: LiveEvent = { type, approval: describeApproval(row, now()) }
    bus.publish('live', { userId: row.userId, event })
  }

  async function read(id: string): Promise<ApprovalRow | undefined> {
    const [row] = await db.select().from(approvals).where(eq(approvals.id, id))
    return row
  }

  const sameCall = (call: ToolCall) =>
    and(
      eq(approvals.userId, call.principal.userId),
      eq(approvals.place, placeOf(call)),
      eq(approvals.argumentsHash, hashArguments(call)),
    )

  return {
    async find(call) {
      const [row] = await db
        .select()
        .from(approvals)
        .where(
          and(
            sameCall(call),
            inArray(approvals.state, ['pending', 'approved', 'denied']),
            gt(approvals.expiresAt, new Date(now())),
          ),
        )
        .orderBy(desc(approvals.id))
        .limit(1)
      return row
    },
    async ask(call, { say, why, lifeMs }) {
      const { principal, target } = call
      const { tool, toolClass } = targetOf(call)
      const at = now()
      const row: ApprovalRow = {
        id: newId(),
        userId: principal.userId,
        callId: call.callId ?? null,
        agentId: call.agent?.id ?? null,
        toolCallId: call.id,
        place: placeOf(call),
        server: target ? serverNameOf(target) : '',
        tool: tool.name,
        toolClass,
        arguments: storable(redact(call.arguments, tool.inputSchema)),
        argumentsHash: hashArguments(call),
        say,
        why,
        state: 'pending',
        askedBy: principal.name,
        callerPhone: principal.caller?.phone ?? null,
        decidedBy: null,
        decidedVia: null,
        reason: null,
        createdAt: new Date(at),
        expiresAt: new Date(at + lifeMs),
        decidedAt: null,
      }
      await db.insert(approvals).values(row)
      publish('approval.requested', row)
      return row
    },
    async use(id) {
      const used = await db
        .update(approvals)
        .set({ state: 'used' })
        .where(and(eq(approvals.id, id), eq(approvals.state, 'approved'), gt(approvals.expiresAt, new Date(now()))))
        .returning({ id: approvals.id })
      return used.length > 0
    },
    async wait(row, signal) {
      const over = Promise.withResolvers<void>()
      const stop = bus.subscribe('approval.decided', ({ approvalId }) => approvalId === row.id && over.resolve())
      const timer = setTimeout(over.resolve, Math.max(0, +row.expiresAt - now()))
      const leave = () => over.reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      try {
        // Decided, perhaps, before we listened.
        const before = await read(row.id)
        if (before?.state === 'pending' && !signal.aborted) await over.promise
      } finally {
        stop()
        clearTimeout(timer)
        signal.removeEventListener('abort', leave)
      }
      signal.throwIfAborted()
      const [expired] = await db
        .update(approvals)
        .set({ state: 'expired' })
        .where(and(eq(approvals.id, row.id), eq(approvals.state, 'pending')))
        .returning()
      if (expired) publish('approval.decided', expired)
      return (await read(row.id))?.state ?? 'expired'
    },
    isWatched: (userId) => (watchers.get(userId) ?? 0) > 0,
    async hasConsentSince(call, since) {
      const [row] = await db
        .select({ id: approvals.id })
        .from(approvals)
        .where(and(sameCall(call), eq(approvals.state, 'approved'), gt(approvals.decidedAt, new Date(since))))
        .limit(1)
      return row !== undefined
    },
    async list(userId, { state, callId, limit, before }) {
      const pending = and(eq(approvals.state, 'pending'), gt(approvals.expiresAt, new Date(now())))
      const rows = await db
        .select()
        .from(approvals)
        .where(
          and(
            eq(approvals.userId, userId),
            state === 'pending' ? pending : undefined,
            state === 'decided' ? inArray(approvals.state, ['approved', 'denied', 'used', 'expired']) : undefined,
            callId === undefined ? undefined : eq(approvals.callId, callId),
            before === undefined ? undefined : lt(approvals.id, before),
          ),
        )
        .orderBy(desc(approvals.id))
        .limit(limit)
      return rows.map((row) => describeApproval(row, now()))
    },
    async decide(userId, id, { approve, by, via, reason }) {
      const at = new Date(now())
      const [decided] = await db
        .update(approvals)
        .set({
          state: approve ? 'approved' : 'denied',
          decidedBy: by,
          decidedVia: via,
          reason: reason ?? null,
          decidedAt: at,
          expiresAt: new Date(+at + (approve ? YES_MS : NO_MS)),
        })
        .where(
          and(
            eq(approvals.id, id),
            eq(approvals.userId, userId),
            eq(approvals.state, 'pending'),
            gt(approvals.expiresAt, at),
          ),
        )
        .returning()
      if (decided) {
        bus.publish('approval.decided', { approvalId: id })
        publish('approval.decided', decided)
        return describeApproval(decided, now())
      }
      const row = await read(id)
      if (row?.userId !== userId) throw new PatchbayError('NOT_FOUND', 'Approval not found')
      const { state, decidedBy } = describeApproval(row, now())
      const how =
        state === 'expired' ? 'Its time is over: silence is a no' : `It was decided by ${decidedBy ?? 'somebody'}`
      throw new PatchbayError('ALREADY_DECIDED', `${how}. Let the agent ask again.`)
    },
    watch(userId) {
      watchers.set(userId, (watchers.get(userId) ?? 0) + 1)
      let watching = true
      return () => {
        if (!watching) return
        watching = false
        watchers.set(userId, (watchers.get(userId) ?? 1) - 1)
      }
    },
    [Symbol.dispose]: () => watchers.clear(),
  }
}

/** An approval as the wire shows it. A question whose time is over is a no, also before that is written. */
function describeApproval(row: ApprovalRow, now: number): Approval {
  const { userId: _, place: __, argumentsHash: ___, createdAt, expiresAt, decidedAt, ...shown } = row
  return {
    ...shown,
    state: row.state === 'pending' && +expiresAt <= now ? 'expired' : row.state,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}
