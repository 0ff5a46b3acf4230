import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import {
  isInitializeRequest,
  serializeMessage,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/server'
import type { Logger } from 'pino'
import WebSocket from 'ws'
import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'
import { reachGateway, type ReachedGateway } from './reach-gateway.ts'

/** How long answers may still take after the parent has closed the input, in ms. */
const LAST_ANSWERS_MS = 30_000

/** What an `initialize` is called when it is repeated to a new gateway; the client never sees it. */
const REPEATED = 'patchbay-initialize-again'

/**
 * Serves a mount over this process's standard input and output, until the parent closes them. It works through the
 * gateway of the data folder; when that one ends, through the next, or through itself.
 *
 * @param path - The mount's path.
 * @param callerId - For whom the tools act.
 */
export async function serveStdio(
  config: Config,
  log: Logger,
  path: string,
  callerId: string | undefined,
): Promise<void> {
  const stdio = new StdioServerTransport()
  const waiting = new Set<RequestId>()
  const unsent: JSONRPCMessage[] = []
  let hello: JSONRPCMessage | undefined
  let socket: WebSocket | undefined
  let gateway: ReachedGateway | undefined
  let closed = false
  let inputEnded = false
  const ended = Promise.withResolvers<void>()

  function answer(message: JSONRPCMessage) {
    // Written past the transport, which closes with its input and would keep the last answers back.
    process.stdout.write(serializeMessage(message), endWhenAnswered)
  }

  function endWhenAnswered() {
    if (inputEnded && waiting.size === 0 && unsent.length === 0) ended.resolve()
  }

  function send(message: JSONRPCMessage) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    else unsent.push(message)
  }

  async function connect(): Promise<void> {
    gateway = await reachGateway(config, log, true)
    const { token, socket: socketPath } = gateway.local
    const headers = { authorization: `Bearer ${token}`, ...(callerId === undefined ? {} : { 'x-caller-id': callerId }) }
    const ws = new WebSocket(`ws+unix:${socketPath}:${path}`, { headers, perMessageDeflate: false })
    ws.on('message', (data) => {
      // A Buffer, as this kind of socket hands over, of what the gateway's SDK wrote.
      const message = JSON.parse((data as Buffer).toString()) as JSONRPCMessage
      if ('id' in message && message.id === REPEATED)
        return send({ jsonrpc: '2.0', method: 'notifications/initialized' })
      if ('id' in message && !('method' in message) && message.id !== undefined) waiting.delete(message.id)
      answer(message)
    })
    ws.on('unexpected-response', (_request, response) => void refuse(response).catch(ended.reject))
    const opened = await Promise.race([once(ws, 'open').then(() => true, isGone), ended.promise.then(() => true)])
    if (!opened) {
      // It ended between being found and being asked: there is another one, or it is our turn.
      await gateway[Symbol.asyncDispose]()
      return connect()
    }
    socket = ws
    ws.on('error', (error) => log.warn({ err: error }, 'the connection to the gateway broke'))
    ws.once('close', () => void reconnect().catch(ended.reject))
    if (hello && 'method' in hello) ws.send(JSON.stringify({ ...hello, id: REPEATED }))
    for (const message of unsent.splice(0)) send(message)
  }

  async function reconnect() {
    socket = undefined
    for (const id of waiting) {
      const message = 'The gateway ended before it answered. It is not known whether this was done.'
      answer({ jsonrpc: '2.0', id, error: { code: -32_000, message } })
    }
    waiting.clear()
    if (closed) return
    await gateway?.[Symbol.asyncDispose]()
    await connect()
  }

  stdio.onmessage = (message) => {
    if ('method' in message && 'id' in message) waiting.add(message.id)
    send(message)
    if (isInitializeRequest(message)) hello = message
  }
  // A parent that is gone reads nothing.
  process.stdout.on('error', () => ended.resolve())
  await connect()
  process.stdin.once('end', () => {
    inputEnded = true
    endWhenAnswered()
    setTimeout(() => ended.resolve(), LAST_ANSWERS_MS).unref()
  })
  process.once('SIGTERM', () => ended.resolve())
  process.once('SIGINT', () => ended.resolve())
  await stdio.start()
  await ended.promise
  closed = true
  await stdio.close()
  socket?.close()
  await gateway?.[Symbol.asyncDispose]()
}

/** @throws What is no sign of a gateway that has just ended. */
function isGone(error: NodeJS.ErrnoException): false {
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT' || error.code === 'ECONNRESET') return false
  throw error
}

/** The gateway did not take the connection, and says why. */
async function refuse(response: IncomingMessage): Promise<never> {
  let body = ''
  for await (const chunk of response) body += String(chunk)
  const sentence = /"error":"([^"]+)"/.exec(body)?.[1] ?? `The gateway answered ${response.statusCode}`
  throw new StartError(sentence)
}
