import type { ServerResponse } from 'node:http'
import { INTERNAL_ERROR, ProtocolError } from '@modelcontextprotocol/server'
import { META } from '@patchbay/contract'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'
import { callAnsweringInput } from './answer-input.ts'
import type { Mount } from './mounts.ts'
import { sendJson, type Message } from './read-message.ts'
import { readText, type Speaker } from './toolset-server.ts'

/** The direct calls of one session: what may be cancelled, and what its client was asked. */
export interface DirectCalls {
  /** What the client said that it can do. */
  capabilities: Record<string, unknown> | undefined
  running: Map<string | number, AbortController>
  asked: Map<string, PromiseWithResolvers<Record<string, unknown>>>
}

export function createDirectCalls(capabilities: Record<string, unknown> | undefined): DirectCalls {
  return { capabilities, running: new Map(), asked: new Map() }
}

interface ToolsCall {
  id: string | number
  name: string
  args: Record<string, unknown>
  meta: Record<string, unknown> | undefined
}

/** @returns A `tools/call` that can be answered without the SDK's server; anything unusual is the SDK's to answer. */
export function readToolsCall({ id, method, params }: Message): ToolsCall | undefined {
  if (method !== 'tools/call' || (typeof id !== 'string' && typeof id !== 'number')) return undefined
  if (!isObject(params)) return undefined
  const { name, arguments: args = {}, _meta: meta, task } = params
  if (typeof name !== 'string' || !isObject(args) || task !== undefined) return undefined
  if (meta !== undefined && !isObject(meta)) return undefined
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
  if (!calls) res.once('close', () => cancelled.abort(new Error('The client went away')))
  const progressToken = meta?.progressToken
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
    }
    if (calls) {
      request.capabilities = calls.capabilities
      request.onLog = (params) => stream.send({ jsonrpc: '2.0', method: 'notifications/message', params })
      request.onRequest = (question, signal) => ask(stream, calls, question, signal)
      if (progressToken !== undefined) {
        request.onProgress = (progress) =>
          stream.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { ...progress, progressToken } })
      }
    }
    answer = { jsonrpc: '2.0', id, result: await callAnsweringInput(hub, request) }
  } catch (error) {
    // What was cancelled has no answer (MCP, cancellation).
    if (cancelled.signal.aborted) return void (res.headersSent ? res.end() : res.writeHead(202).end())
    answer = { jsonrpc: '2.0', id, error: errorOf(error, onError) }
  } finally {
    calls?.running.delete(id)
  }
  stream.end(answer)
}

/** Takes a message that belongs to a direct call. @returns Whether it did. */
export function hearDirect({ running, asked }: DirectCalls, message: Message): boolean {
  if (message.method === 'notifications/cancelled' && isObject(message.params)) {
    const abort = running.get(message.params.requestId as string | number)
    abort?.abort(new Error('The client cancelled it'))
    return abort !== undefined
  }
  const question = typeof message.id === 'string' && !message.method ? asked.get(message.id) : undefined
  if (!question) return false
  asked.delete(message.id as string)
  if (isObject(message.result)) question.resolve(message.result)
  else question.reject(errorFrom(message.error))
  return true
}

let questions = 0

async function ask(
  stream: LateStream,
  { asked }: DirectCalls,
  { method, params }: { method: string; params: Record<string, unknown> },
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const id = `pb-ask-${(questions += 1)}`
  const answered = Promise.withResolvers<Record<string, unknown>>()
  asked.set(id, answered)
  const leave = () => answered.reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  stream.send({ jsonrpc: '2.0', id, method, params })
  try {
    return await answered.promise
  } finally {
    asked.delete(id)
    signal.removeEventListener('abort', leave)
  }
}

interface LateStream {
  send(message: Record<string, unknown>): void
  end(answer: Record<string, unknown>): void
}

/** Plain JSON, unless something has to be said before the answer. */
function createLateStream(res: ServerResponse): LateStream {
  const event = (message: unknown) => `event: message\ndata: ${JSON.stringify(message)}\n\n`
  return {
    send(message) {
      if (res.writableEnded || res.destroyed) return
      if (!res.headersSent) {
        res.writeHead(200, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-cache, no-transform',
          'x-accel-buffering': 'no',
        })
      }
      res.write(event(message))
    },
    end(answer) {
      if (res.destroyed) return
      if (res.headersSent) res.end(event(answer))
      else sendJson(res, 200, answer)
    },
  }
}

function errorOf(error: unknown, onError: (error: unknown) => void) {
  if (error instanceof ProtocolError) {
    const { code, message, data } = error
    return { code, message, ...(data !== undefined && { data }) }
  }
  onError(error)
  return { code: INTERNAL_ERROR, message: 'Something went wrong here. Try again.' }
}

function errorFrom(error: unknown): Error {
  const { code, message, data } = isObject(error) ? error : {}
  return new ProtocolError(
    typeof code === 'number' ? code : INTERNAL_ERROR,
    typeof message === 'string' ? message : 'The client answered nothing',
    data,
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
