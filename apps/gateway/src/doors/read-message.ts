import type { IncomingMessage, ServerResponse } from 'node:http'
import { PatchbayError } from '@patchbay/contract'

/** The largest message, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/** One JSON-RPC message, as far as it was looked at. */
export type Message = Record<string, unknown>

/** A JSON-RPC error that is answered without asking any server (JSON-RPC 2.0 §5.1). */
export class JsonRpcError extends Error {
  readonly code: number
  /** The request's, where it could be read. */
  readonly id: string | number | null
  constructor(code: number, message: string, id: string | number | null = null) {
    super(message)
    this.code = code
    this.id = id
  }
}

/**
 * Reads the one message of a POST.
 *
 * @throws {PatchbayError} `BODY_TOO_LARGE`, or `UNSUPPORTED_MEDIA_TYPE` for what says that it is no JSON.
 * @throws {JsonRpcError} −32700 for what is no JSON, −32600 for JSON that is no message.
 */
export function readMessage(req: IncomingMessage): Promise<Message> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Not by iteration: leaving that early destroys the request, and with it the way to answer. What comes after the
  // bound is read and dropped.
  return new Promise((resolve, reject) => {
    const refusal = refusalOf(req)
    if (refusal) return reject(refusal)
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_MESSAGE_BYTES) chunks.push(chunk)
      else reject(tooLarge())
    })
    req.on('end', () => {
      try {
        resolve(parseMessage(chunks))
      } catch (error) {
        reject(error)
      }
    })
    req.on('error', reject)
  })
}

/** Why a message is not read at all. */
function refusalOf(req: IncomingMessage): PatchbayError | undefined {
  const type = req.headers['content-type']
  if (type !== undefined && type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type)) {
    return new PatchbayError('UNSUPPORTED_MEDIA_TYPE', 'Send the message as application/json')
  }
  if (Number(req.headers['content-length'] ?? 0) <= MAX_MESSAGE_BYTES) return undefined
  // A client that still sends would see a broken connection, and not the answer. `requestTimeout` bounds this.
  req.resume()
  return tooLarge()
}

function tooLarge(): PatchbayError {
  return new PatchbayError('BODY_TOO_LARGE', 'The message is larger than 4 MiB. Send less at a time.')
}

function parseMessage(chunks: Buffer[]): Message {
  const [only] = chunks
  let message: unknown
  try {
    message = JSON.parse((only && chunks.length === 1 ? only : Buffer.concat(chunks)).toString('utf8'))
  } catch {
    throw new JsonRpcError(-32_700, 'Parse error: the body is not JSON')
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message) || !isMessage(message)) {
    throw new JsonRpcError(-32_600, 'Invalid request: send one JSON-RPC 2.0 message')
  }
  if ('method' in message && 'params' in message && !isObject(message.params)) {
    const id = 'id' in message && isId(message.id) ? message.id : null
    throw new JsonRpcError(-32_602, 'Invalid params: they must be an object', id)
  }
  // An object whose members the SDK checks.
  return message as Message
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMessage(message: object): boolean {
  if (!('jsonrpc' in message) || message.jsonrpc !== '2.0') return false
  if ('method' in message) return typeof message.method === 'string' && (!('id' in message) || isId(message.id))
  return 'id' in message && isId(message.id) && ('result' in message || 'error' in message)
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isSafeInteger(id)
}

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}
