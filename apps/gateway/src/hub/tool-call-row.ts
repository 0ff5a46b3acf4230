import { createHash } from 'node:crypto'
import type { CallToolResult, ToolCallRecord } from '@patchbay/contract'
import type { toolCalls } from '../store/schema/tool-calls.ts'
import { canonical } from './canonical.ts'
import { redact } from './redact.ts'
import { isStorableJson, storable } from './storable.ts'
import { asksForInput, serverNameOf, targetOf, type ToolCall } from './tool-call.ts'

export type ToolCallRow = typeof toolCalls.$inferSelect

/** What is known of a call when it begins. */
export type Begun = Pick<
  ToolCall,
  'id' | 'principal' | 'callId' | 'agent' | 'target' | 'name' | 'arguments' | 'idempotencyKey' | 'startedAt' | 'state'
>

const RESULT_TEXT_CHARACTERS = 4_000

/** Arguments whose JSON is longer are kept cut. */
const MAX_ARGUMENTS_CHARACTERS = 16_000

/** SHA-256 of the tool and its arguments, whatever the order in which these were written. */
export function hashArguments(call: Begun): string {
  return sha256(argumentsKey(call))
}

/** The hash that its row has: only writes are looked for by it. */
export function writtenHash(call: Begun): string {
  return call.target && call.target.toolClass !== 'read' ? hashArguments(call) : ''
}

/** The tool and its arguments as one text; what `hashArguments` takes the hash of. */
export function argumentsKey(call: Begun): string {
  const { server, tool } = targetOf(call)
  return canonical([server?.row.id ?? null, tool.name, call.arguments])
}

/** Whose key it is: the same key of another user, or for another caller, is another key. */
export function reuseKeyOf({ principal, idempotencyKey }: Begun): string | null {
  if (idempotencyKey === undefined) return null
  return sha256(canonical([principal.userId, principal.caller?.phone ?? null, idempotencyKey]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A call that has begun. */
export function startedRow(call: Begun): ToolCallRow {
  const { principal, target } = call
  return {
    id: call.id,
    userId: principal.userId,
    callId: call.callId ?? null,
    agentId: call.agent?.id ?? null,
    serverId: target?.server?.row.id ?? null,
    server: target ? serverNameOf(target) : '',
    tool: target?.tool.name ?? storable(call.name),
    toolClass: target?.toolClass ?? 'unclassified',
    arguments: keepBounded(redact(call.arguments, target?.tool.inputSchema)),
    argumentsHash: writtenHash(call),
    reuseKey: target ? reuseKeyOf(call) : null,
    status: 'running',
    outcome: null,
    result: null,
    resultText: null,
    error: null,
    detached: call.state.detached,
    heardAt: null,
    askedBy: principal.name,
    callerPhone: principal.caller?.phone ?? null,
    startedAt: call.startedAt,
    endedAt: null,
    durationMs: null,
  }
}

/** How a call ended, in the columns of its row. */
export type Ending = Pick<ToolCallRow, 'status' | 'outcome' | 'resultText' | 'error' | 'endedAt' | 'durationMs'>

/** @param endedAt - Milliseconds since 1970. */
export function endingOf(call: ToolCall, result: CallToolResult | undefined, error: unknown, endedAt: number): Ending {
  const text = result ? storable(textOf(result)) : null
  const { ending } = call.state
  const ended = { endedAt: new Date(endedAt), durationMs: endedAt - +call.startedAt, outcome: ending?.outcome ?? null }
  if (!result) {
    const words = storable(error instanceof Error ? error.message : String(error))
    return {
      ...ended,
      status: ending?.status ?? (call.signal.aborted ? 'cancelled' : 'failed'),
      resultText: null,
      error: words,
    }
  }
  const usual = asksForInput(result) ? 'refused' : result.isError ? 'failed' : 'succeeded'
  return {
    ...ended,
    status: ending?.status ?? usual,
    resultText: text,
    error: result.isError ? text : null,
  }
}

function textOf({ content }: CallToolResult): string {
  let text = ''
  for (const block of content ?? []) {
    if (block.type !== 'text' || !block.text) continue
    text = text === '' ? block.text : `${text}\n${block.text}`
    if (text.length >= RESULT_TEXT_CHARACTERS) return text.slice(0, RESULT_TEXT_CHARACTERS)
  }
  return text
}

/** Arguments as the audit keeps them; of what is long, the beginning. */
function keepBounded(args: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(args)
  if (text.length <= MAX_ARGUMENTS_CHARACTERS) return isStorableJson(text) ? args : storable(args)
  return { cut: storable(text.slice(0, RESULT_TEXT_CHARACTERS)) }
}

/** A tool call as the wire shows it. */
export function describeToolCall(row: ToolCallRow): ToolCallRecord {
  const { userId: _, argumentsHash: __, reuseKey: ___, result: ____, heardAt, startedAt, endedAt, ...shown } = row
  return {
    ...shown,
    heardAt: heardAt?.toISOString() ?? null,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}
