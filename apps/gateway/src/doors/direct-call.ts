import type { ServerResponse } from 'node:http'
import { INTERNAL_ERROR, ProtocolError } from '@modelcontextprotocol/server'
import { META } from '@patchbay/contract'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'
import { asksForInput } from '../hub/tool-call.ts'
import { createShortLivedMap, type ShortLivedMap } from '../short-lived-map.ts'
import { answerInput } from './answer-input.ts'
import { isMembers, requireAnswerable } from './client-capabilities.ts'
import { createLateStream, errorOf, progressTo, type LateStream } from './late-stream.ts'
import { isHeard, isLevel } from './log-level.ts'
import type { Mount } from './mounts.ts'
import type { Message } from './read-message.ts'
import { readText, type Speaker } from './toolset-server.ts'

/** The direct calls of one session: what may be cancelled, and what its client was asked. */
export interface DirectCalls {
  /** What the client said that it can do. */
  capabilities: Record<string, unknown> | undefined
  /** From which level on the client hears logs; all of them where it said nothing. */
  logLevel: string | undefined
  running: ShortLivedMap<string | number, AbortController>
  asked: Map<string, PromiseWithResolvers<Record<string, unknown>>>
}

export function createDirectCalls(capabilities: Record<string, unknown> | undefined): DirectCalls {
  return { capabilities, logLevel: undefined, running: createShortLivedMap(), asked: new Map() }
}

/** Cancels what a session that is over has under way. */
export function endDirectCalls({ running }: DirectCalls): void {
  for (const abort of running.values()) abort.abort(new Error('The session has ended'))
}

export interface ToolsCall {
  id: string | number
  name: string
  args: Record<string, unknown>
  meta: Record<string, unknown> | undefined
}

/** @returns A `tools/call` that can be answered without the SDK's server; anything unusual is the SDK's to answer. */
export function readToolsCall({ id, method, params }: Message): ToolsCall | undefined {
  if (method !== 'tools/call' || (typeof id !== 'string' && typeof id !== 'number')) return undefined
  if (!isMembers(params)) return undefined
  const { name, arguments: args = {}, _meta: meta, task } = params
  if (typeof name !== 'string' || !isMembers(args) || task !== undefined) return undefined
  if (meta !== undefined && !isMembers(meta)) return undefined
  return { id, name, args, meta }
}

export interface DirectCallOptions {
  hub: Hub
  mount: Mount
  speaker: Speaker
  call: ToolsCall
  res: ServerResponse
  /** The session's, where there is one; without one the caller's leaving is a cancellation. */
  calls: DirectCalls | undefined
  onError: (error: unknown) => void
}

/**
 * Answers a `tools/call` of the 2025 revisions: read once, written once. What is to be told or asked meanwhile turns the
 * answer into a stream (MCP 2025-11-25, Streamable HTTP, sending messages to the server).
 */
export async function callDirect(options: DirectCallOptions): Promise<void> {
  const { hub, mount, speaker, call, res, calls, onError } = options
  const { id, name, args, meta } = call
  const cancelled = new AbortController()
  const stream = createLateStream(res)
  calls?.running.set(id, cancelled)
  if (!calls) {
    res.once('close', () => {
      if (!res.writableFinished) cancelled.abort(new Error('The client went away'))
    })
  }
  let answer: Record<string, unknown>
  try {
    const request: ToolCallRequest = {
      principal: speaker.principal,
      toolset: mount.toolset,
      name,
      arguments: args,
      callId: readText(meta, META.callId) ?? speaker.callId,
      idempotencyKey: readText(meta, META.idempotencyKey),
      signal: cancelled.signal,
      ...(calls && clientSideOf(calls, stream, res, meta?.progressToken)),
    }
    const result = await hub.callTool(request)
    answer = { jsonrpc: '2.0', id, result: asksForInput(result) ? await answerInput(hub, request, result) : result }
  } catch (error) {
    // What was cancelled has no answer (MCP, cancellation).
    if (cancelled.signal.aborted) return stream.drop()
    answer = { jsonrpc: '2.0', id, error: errorOf(error, onError) }
  } finally {
    calls?.running.delete(id)
  }
  stream.end(answer)
}

/**
 * What a call may tell its client, and ask of it. In one literal: V8 makes a function that is assigned to a member in the
 * old generation, and with it all that it can see, the request and its response too, would stay until a full collection.
 */
function clientSideOf(
  calls: DirectCalls,
  stream: LateStream,
  res: ServerResponse,
  progressToken: unknown,
): Pick<ToolCallRequest, 'capabilities' | 'onLog' | 'onRequest' | 'onProgress'> {
  return {
    capabilities: calls.capabilities,
    onLog(params) {
      if (!isHeard(params.level, calls.logLevel)) return
      stream.send({ jsonrpc: '2.0', method: 'notifications/message', params })
    },
    onRequest: (question, signal) => ask(stream, res, calls, question, signal),
    onProgress: progressTo(stream, progressToken),
  }
}

/** Takes a message that belongs to a direct call. @returns Whether it did. */
export function hearDirect(calls: DirectCalls, message: Message): boolean {
  const { running, asked } = calls
  const { method, params, id } = message
  if (method === 'logging/setLevel' && isMembers(params) && isLevel(params.level)) calls.logLevel = params.level
  if (method === 'notifications/cancelled' && isMembers(params)) {
    // Whatever else it is, it is the id of no call.
    const abort = running.get(params.requestId as string | number)
    abort?.abort(new Error('The client cancelled it'))
    return abort !== undefined
  }
  const question = typeof id === 'string' && method === undefined ? asked.get(id) : undefined
  if (!question) return false
  if (isMembers(message.result)) question.resolve(message.result)
  else question.reject(errorFrom(message.error))
  return true
}

let questions = 0

async function ask(
  stream: LateStream,
  res: ServerResponse,
  { asked, capabilities }: DirectCalls,
  { method, params }: { method: string; params: Record<string, unknown> },
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  requireAnswerable({ method, params }, capabilities)
  const id = `pb-ask-${(questions += 1)}`
  const answered = Promise.withResolvers<Record<string, unknown>>()
  asked.set(id, answered)
  const leave = () => answered.reject(signal.reason as Error)
  const left = () => answered.reject(new ProtocolError(INTERNAL_ERROR, 'The client has left without an answer'))
  signal.addEventListener('abort', leave, { once: true })
  res.once('close', left)
  if (signal.aborted) leave()
  else if (!stream.send({ jsonrpc: '2.0', id, method, params })) left()
  try {
    return await answered.promise
  } finally {
    asked.delete(id)
    signal.removeEventListener('abort', leave)
    res.off('close', left)
  }
}

function errorFrom(error: unknown): Error {
  const { code, message, data } = isMembers(error) ? error : {}
  return new ProtocolError(
    typeof code === 'number' ? code : INTERNAL_ERROR,
    typeof message === 'string' ? message : 'The client answered nothing',
    data,
  )
}
