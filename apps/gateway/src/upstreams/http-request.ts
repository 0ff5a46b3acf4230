import { CLIENT_CAPABILITIES_META_KEY, ProtocolError } from '@modelcontextprotocol/server'
import { createParser } from 'eventsource-parser'
import type { Pool } from 'undici'
import { exchange, MAX_BYTES, tooLarge, type Sink } from './http-exchange.ts'
import type { Asking } from './link.ts'
import { paramHeaders, type HeaderParam } from './param-headers.ts'
import { rememberSize } from './result-size.ts'
import type { LogMessage, Progress, ServerRequest } from './upstream.ts'

/** Messages that a server may send before its answer. */
const MAX_MESSAGES = 10_000

/** The server does not know the session any more: nothing was done, and a new connection is needed. */
export class SessionLost extends Error {}

/** The server wants another credential, or a person to sign in. */
export class Unauthorized extends Error {}

export interface HttpRequestOptions {
  pool: Pool
  /** Path and query of the endpoint. */
  path: string
  /** Of every request: the credential, the session, the protocol's version. */
  headers: () => Record<string, string> | Promise<Record<string, string>>
  /** Where the revision 2026-07-28 is spoken, what every request says of its client. */
  envelope: Record<string, unknown> | undefined
  /** Arguments that a tool wants as headers too, by its name. */
  headerParams: (tool: string) => readonly HeaderParam[]
}

interface Message {
  id?: string | number
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: unknown }
}

let count = 0

/**
 * One request to an MCP server by plain HTTP, beside the SDK's client, whose session it shares: the answer is parsed once
 * and passed on as it came (MCP 2025-11-25 and 2026-07-28, basic/transports, Streamable HTTP).
 */
export async function requestByHttp(
  options: HttpRequestOptions,
  method: string,
  params: Record<string, unknown>,
  asking: Asking,
): Promise<Record<string, unknown>> {
  const { pool, path, envelope } = options
  const id = `pb-${(count += 1)}`
  const sent = paramsOf(params, envelope, asking, id)
  const own = options.headers()
  const headers = headersOf(options, method, params, asking, own instanceof Promise ? await own : own)
  const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: sent })
  // Before anything is sent.
  asking.signal.throwIfAborted()
  try {
    const sink = createSink(options, id, asking)
    const exchanged = await exchange(pool, { path, method: 'POST', headers, body }, sink, asking.signal)
    if ('result' in exchanged) return exchanged.result
    const { statusCode, text } = exchanged
    const message = statusCode === 200 || statusCode === 202 || text.startsWith('{') ? parse(text) : undefined
    if (message && isSessionRefused(statusCode, message, headers)) {
      throw new SessionLost(`The server does not take this session any more: ${message.error?.message}`)
    }
    if (message && (message.id === id || (message.error && statusCode !== 404))) {
      return answerOf(message, Buffer.byteLength(text))
    }
    throw refusalOf(statusCode, text)
  } catch (error) {
    // In the newer revision the end of the stream says it.
    if (asking.signal.aborted && !envelope) void cancel(options, id)
    throw error
  }
}

/** What many servers answer after they were started again, in place of the 404 that the specification wants. */
function isSessionRefused(statusCode: number, { id, error }: Message, headers: Record<string, string>): boolean {
  return statusCode === 400 && 'mcp-session-id' in headers && error?.code === -32_000 && (id ?? null) === null
}

function refusalOf(statusCode: number, text: string): Error {
  if (statusCode === 404) return new SessionLost('The server does not know this session any more')
  if (statusCode === 401 || statusCode === 403) return new Unauthorized('The server does not accept the credential')
  return new Error(`The server answered ${statusCode}: ${text.slice(0, 200)}`)
}

function paramsOf(
  params: Record<string, unknown>,
  envelope: Record<string, unknown> | undefined,
  asking: Asking,
  id: string,
): Record<string, unknown> {
  if (!envelope && !asking.onProgress) return params
  const meta = params._meta as Record<string, unknown> | undefined
  return {
    ...params,
    _meta: {
      ...meta,
      ...(envelope && { ...envelope, ...capabilitiesOf(asking, envelope) }),
      ...(asking.onProgress && { progressToken: id }),
    },
  }
}

/** Asks for log messages; on its way out of the protocol, and servers heed it. */
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

/** In the newer revision a request says itself what the client behind it can do, as far as the server may ask for it. */
function capabilitiesOf({ capabilities = {}, onLog }: Asking, envelope: Record<string, unknown>) {
  const allowed = Object.entries(envelope[CLIENT_CAPABILITIES_META_KEY] as object)
  const both = Object.fromEntries(allowed.flatMap(([name]) => (capabilities[name] ? [[name, capabilities[name]]] : [])))
  return { [CLIENT_CAPABILITIES_META_KEY]: both, ...(onLog && { [LOG_LEVEL]: 'debug' }) }
}

const nameOf: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

function headersOf(
  options: HttpRequestOptions,
  method: string,
  params: Record<string, unknown>,
  { headers: bound }: Asking,
  own: Record<string, string>,
): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...own,
    ...bound,
  }
  if (!options.envelope) return headers
  headers['mcp-method'] = method
  const name = params[nameOf[method] ?? '']
  if (typeof name === 'string') headers['mcp-name'] = asHeader(name)
  if (method === 'tools/call' && typeof name === 'string') {
    // Only an object can have been sent as arguments.
    const args = params.arguments as Record<string, unknown>
    for (const [header, value] of paramHeaders(options.headerParams(name), args))
      headers[header] = asHeader(String(value))
  }
  return headers
}

/** A value that no header can carry goes as Base64 (MCP 2026-07-28, value encoding). */
function asHeader(value: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/.test(value) && !/^=\?base64\?.*\?=$/.test(value)
  return plain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`
}

async function cancel(options: HttpRequestOptions, requestId: string): Promise<void> {
  const notification = { method: 'notifications/cancelled', params: { requestId, reason: 'Nobody waits for it' } }
  await post(options, notification).catch(() => {})
}

/** Sends what has no answer. */
async function post({ pool, path, headers }: HttpRequestOptions, message: Message): Promise<void> {
  const response = await pool.request({
    path,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(await headers()),
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  })
  await response.body.dump()
}

/** Reads messages until the answer is among them; what the server says or asks meanwhile goes to whoever is behind the call. */
function createSink(options: HttpRequestOptions, id: string, asking: Asking): () => Sink {
  return () => {
    const waiting: { message: Message; bytes: number }[] = []
    let broken: Error | undefined
    const parser = createParser({
      onEvent({ data }) {
        if (data === '') return
        waiting.push({ message: parse(data), bytes: Buffer.byteLength(data) })
      },
      maxBufferSize: MAX_BYTES,
      onError(error) {
        if (error.type === 'max-buffer-size-exceeded') broken = tooLarge()
      },
    })
    const decoder = new TextDecoder()
    let messages = 0
    return {
      feed(chunk) {
        parser.feed(decoder.decode(chunk, { stream: true }))
        if (broken) throw broken
        for (const next of waiting.splice(0)) {
          messages += 1
          if (messages > MAX_MESSAGES) throw new Error('The server sends messages without end')
          if (next.message.id === id && !next.message.method) return answerOf(next.message, next.bytes)
          hear(options, next.message, asking)
        }
        return undefined
      },
    }
  }
}

function hear(options: HttpRequestOptions, { id, method, params = {} }: Message, asking: Asking): void {
  if (method === 'notifications/progress') {
    // Its own shape; whoever hears it checks nothing but numbers.
    const { progressToken: _, ...progress } = params as unknown as Progress & { progressToken: unknown }
    asking.onProgress?.(progress)
  } else if (method === 'notifications/message') asking.onLog?.(params as unknown as LogMessage)
  else if (method !== undefined && id !== undefined) void answer(options, id, { method, params }, asking)
}

/** Puts a request of the server to the client behind the call, and its answer to the server. */
async function answer(
  options: HttpRequestOptions,
  id: string | number,
  request: { method: string; params: Record<string, unknown> },
  asking: Asking,
): Promise<void> {
  let reply: Message
  try {
    if (request.method === 'ping') reply = { id, result: {} }
    else if (!asking.onRequest) throw new Error(`Nobody here can answer ${request.method}`)
    // Which ones are passed on, `onRequest` decides.
    else reply = { id, result: await asking.onRequest(request as ServerRequest, asking.signal) }
  } catch (error) {
    const known = error instanceof ProtocolError ? { code: error.code, data: error.data } : { code: -32_601 }
    reply = { id, error: { ...known, message: error instanceof Error ? error.message : String(error) } }
  }
  await post(options, reply).catch(() => {})
}

function parse(text: string): Message {
  const message: unknown = JSON.parse(text)
  if (typeof message !== 'object' || message === null) throw new Error('The server answered no JSON-RPC message')
  return message
}

function answerOf({ result, error }: Message, bytes: number): Record<string, unknown> {
  if (error) throw new ProtocolError(error.code, error.message, error.data)
  if (typeof result !== 'object' || result === null) throw new Error('The server answered no JSON-RPC result')
  rememberSize(result, bytes)
  return result
}
