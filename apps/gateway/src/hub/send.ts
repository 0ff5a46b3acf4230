import { ProtocolError } from '@modelcontextprotocol/server'
import { META, type CallToolResult } from '@patchbay/contract'
import { reasonOf } from '../upstreams/reason-of.ts'
import { UpstreamUnavailable } from '../upstreams/upstream.ts'
import { allowedQuestions, requireAllowedInput } from './allowed-questions.ts'
import { endWith } from './outcome-result.ts'
import type { ResultCache } from './result-cache.ts'
import { serverNameOf, targetOf, type Next, type ToolCall } from './tool-call.ts'

/**
 * The last step: to where the tool lives. The key goes along, so that a server that knows keys can honour it. Of a server
 * that is down everybody hears so at once; a read gets its last good answer, where a person has allowed that.
 */
export function send(cache: ResultCache): Next {
  return (call) => {
    const { server, tool, run } = targetOf(call)
    // A caller who left, or a deadline, while it was waiting for its turn.
    call.signal.throwIfAborted()
    if (!server) {
      if (!run) throw new Error(`The tool ${tool.name} lives nowhere`)
      return run(call)
    }
    call.state.sent = true
    const asked = {
      name: tool.name,
      arguments: call.arguments,
      meta: metaOf(call),
      principal: call.principal,
      signal: call.signal,
      headers: call.headers,
      inputResponses: call.inputResponses,
      requestState: call.requestState,
      onProgress: call.onProgress,
      onLog: call.onLog,
      onRequest: call.onRequest && allowedQuestions(call.onRequest, server.row),
      capabilities: call.capabilities,
    }
    return server
      .upstreamFor(call.principal.userId)
      .callTool(asked)
      .then((result) => requireAllowedInput(result, server.row))
      .catch((error: unknown) => answerFor(call, error))
  }

  /** What is said where the server has given no answer; its own errors pass as they are. */
  function answerFor(call: ToolCall, error: unknown): CallToolResult {
    if (!(error instanceof UpstreamUnavailable)) {
      const isAnswer = error instanceof ProtocolError || call.signal.aborted
      // Of a write nobody knows now whether it was done: that is for `reuse` to say.
      if (isAnswer || targetOf(call).toolClass !== 'read') throw error
      return broken(call, error)
    }
    call.state.sent = false
    const last = cache.lastGood(call)
    return last ? lastGood(call, last) : unavailable(call, error)
  }
}

function metaOf(call: ToolCall): Record<string, unknown> {
  const meta: Record<string, unknown> = {}
  if (call.callId !== undefined) meta[META.callId] = call.callId
  if (call.idempotencyKey !== undefined) meta[META.idempotencyKey] = call.idempotencyKey
  return meta
}

function broken(call: ToolCall, error: unknown): CallToolResult {
  const words = `${serverNameOf(targetOf(call))} broke off before it answered: ${reasonOf(error)}. Say so, and try again if it is still wanted.`
  return { content: [{ type: 'text', text: words }], isError: true }
}

function unavailable(call: ToolCall, { message, retryAfterS }: UpstreamUnavailable): CallToolResult {
  const words = `${serverNameOf(targetOf(call))} is temporarily unavailable: ${message}. Nothing was done. Say so, and go on without it.`
  return endWith(call, { status: 'unavailable', retry_after_s: retryAfterS }, words)
}

function lastGood(call: ToolCall, { result, at }: { result: CallToolResult; at: Date }): CallToolResult {
  call.state.ending = { status: 'reused' }
  call.state.cached = true
  const text = `${serverNameOf(targetOf(call))} is temporarily unavailable. This is its last answer, from ${at.toISOString()}: say how old it is, and change nothing because of it.`
  return { ...result, content: [{ type: 'text', text }, ...result.content] }
}
