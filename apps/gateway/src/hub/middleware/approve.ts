import type { Approval, CallToolResult } from '@patchbay/contract'
import type { ApprovalBook, ApprovalRow } from '../approval-book.ts'
import { endWith } from '../outcome-result.ts'
import { redact } from '../redact.ts'
import type { Taint } from '../taint.ts'
import { serverNameOf, targetOf, type Middleware, type Next, type ToolCall } from '../tool-call.ts'
import { refusalOf } from './authorize.ts'

/** How long a person on a page may take, in ms. */
const PAGE_MS = 60_000

/** How long a person who speaks may take once the question has been read to them, in ms. */
const SPEECH_MS = 15_000

/** How long a voice takes for a character, in ms. */
const READ_MS = 70

export interface ApproveOptions {
  approvals: ApprovalBook
  taint: Taint
  /** How the call stands now: who waited for a person may have lost the tool meanwhile. */
  again: (call: ToolCall) => ToolCall
}

/**
 * Asks a person where the agent's policy, the tool or what the conversation has read says so. A yes is good for one call
 * with the same arguments. Where nobody can answer within the request it is not held.
 */
export function approve({ approvals, taint, again }: ApproveOptions): Middleware {
  /** Runs the call for which there is a yes, if it may still be made. */
  async function withYes(call: ToolCall, id: string, next: Next) {
    const now = again(call)
    const refusal = now.target?.tool === call.target?.tool ? refusalOf(now) : gone(call)
    if (refusal) return refusal
    return (await approvals.use(id)) ? next(call) : confirm(call, await approvals.ask(call, questionOf(call, 'policy')))
  }

  function questionOf(call: ToolCall, why: Approval['why']) {
    const say = sayOf(call)
    return { say, why, lifeMs: call.callId === undefined ? PAGE_MS : SPEECH_MS + say.length * READ_MS }
  }

  /** Who is there answers within the request: the client's own person, or somebody at the console. */
  async function hold(call: ToolCall, row: ApprovalRow): Promise<ApprovalRow['state'] | undefined> {
    // In speech nobody may wait in silence: the agent reads the question out.
    if (call.callId !== undefined) return undefined
    const elicits = call.onRequest !== undefined && call.capabilities?.elicitation !== undefined
    if (!elicits && !approvals.isWatched(row.userId)) return undefined
    const answered = new AbortController()
    if (elicits) void elicit(call, row, answered.signal)
    try {
      return await approvals.wait(row, call.signal)
    } finally {
      answered.abort()
    }
  }

  async function elicit(call: ToolCall, row: ApprovalRow, signal: AbortSignal): Promise<void> {
    const params = { mode: 'form', message: row.say, requestedSchema: yesOrNo }
    try {
      const answer = await call.onRequest?.({ method: 'elicitation/create', params }, signal)
      // The answer's content is the client's; only a plain true is a yes.
      const yes = answer?.action === 'accept' && (answer.content as { approve?: unknown } | undefined)?.approve === true
      await approvals.decide(row.userId, row.id, { approve: yes, by: call.principal.name, via: 'elicitation' })
    } catch {
      // The client could not ask, or somebody at the console was faster: the question stands as it does.
    }
  }

  async function askPerson(call: ToolCall, next: Next, why: Approval['why']): Promise<CallToolResult> {
    const said = await approvals.find(call)
    if (said?.state === 'approved') return withYes(call, said.id, next)
    if (said?.state === 'denied') return denied(call, said)
    const row = said ?? (await approvals.ask(call, questionOf(call, why)))
    const state = await hold(call, row)
    if (state === undefined) return confirm(call, row)
    return state === 'approved' ? withYes(call, row.id, next) : denied(call, row)
  }

  return (call, next) => {
    const why = reasonToAsk(call, taint)
    return why ? askPerson(call, next, why) : next(call)
  }
}

const yesOrNo = {
  type: 'object',
  properties: { approve: { type: 'boolean', title: 'Do it', description: 'Whether it may be done' } },
  required: ['approve'],
}

/** @returns Why a person is asked, or nothing. */
function reasonToAsk(call: ToolCall, taint: Taint): Approval['why'] | undefined {
  const { toolClass, settings, server } = targetOf(call)
  if (toolClass === 'dangerous') return 'dangerous'
  const setting = settings.approval === 'agent' ? (server?.row.approval ?? 'agent') : settings.approval
  if (setting === 'always') return 'setting'
  if (toolClass !== 'read' && taint.of(call)) return 'untrusted_output'
  if (setting === 'never') return undefined
  const policy = call.agent?.approval ?? 'never'
  return policy === 'always' || (policy === 'writes' && toolClass !== 'read') ? 'policy' : undefined
}

/** What is read back to the person: the tool and its arguments, in words. */
function sayOf(call: ToolCall): string {
  const { offered, tool } = targetOf(call)
  const title = tool.title ?? tool.annotations?.title ?? tool.name.replaceAll(/[_-]+/g, ' ')
  const given = Object.entries(redact(call.arguments, tool.inputSchema))
    .filter(([name]) => !isBound(call, name))
    .map(
      ([name, value]) =>
        `${name.replaceAll(/[_-]+/g, ' ')} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
  const what = given.length === 0 ? '' : `: ${given.join(', ')}`
  return `Shall I do this? ${offered.title ?? title}${what}`.slice(0, 500)
}

function isBound(call: ToolCall, name: string): boolean {
  return targetOf(call).arguments.some((binding) => binding.name === name)
}

function confirm(call: ToolCall, { id, say, expiresAt }: ApprovalRow): CallToolResult {
  const outcome = {
    status: 'needs_confirmation',
    confirmation_id: id,
    say,
    expires_at: expiresAt.toISOString(),
  } as const
  const words = `Nothing was done yet: a person has to say yes first. Say this: "${say}" Once they have said yes, call ${call.name} again with the same arguments.`
  return endWith(call, outcome, words)
}

function denied(call: ToolCall, { say }: ApprovalRow): CallToolResult {
  const words = `A person was asked (${say}) and has not said yes. Nothing was done. Do not ask for the same thing again.`
  return endWith(call, { status: 'refused', reason: 'denied' }, words)
}

function gone(call: ToolCall): CallToolResult {
  const words = `${call.name} of ${serverNameOf(targetOf(call))} has changed while a person was asked. Nothing was done. Look at the list of tools again.`
  return endWith(call, { status: 'refused', reason: 'changed_meanwhile' }, words)
}
