import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import {
  isJSONRPCRequest,
  parseJSONRPCMessage,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server'
import { WebSocketServer, type WebSocket } from 'ws'
import { keepAlive } from '../keep-alive.ts'
import type { DoorContext } from './door.ts'
import { listenOverSocket } from './listen-over-socket.ts'
import type { Mount } from './mounts.ts'
import { endSentences } from '../identity/open-connections.ts'
import { MAX_MESSAGE_BYTES } from './read-message.ts'
import type { Speaker } from './toolset-server.ts'

/** Frames that are no message, or too many, after which a peer is no client. */
const MAX_FAULTS = 100

/** Frames of one peer that may wait to be handled; one read of the socket can bring thousands of small ones. */
const MAX_QUEUED = 20_000

/** How long a peer may take to answer a close, in ms. */
const GOODBYE_MS = 2_000

/** What may wait for a reader that is slower than we write, in bytes. */
const MAX_BUFFERED = 8 * 1024 * 1024

export interface WebSocketDoor {
  upgrade(mount: Mount, speaker: Speaker, req: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** MCP over WebSocket: one JSON-RPC message a text frame, in both protocol eras. */
export function createWebSocketDoor(context: DoorContext): WebSocketDoor {
  const { createServer, connections, liveServers, countMessage, onClientError } = context
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('mcp') ? 'mcp' : false),
  })

  return {
    upgrade(mount, speaker, req, socket, head) {
      let endWith: (sentence: string) => void = () => socket.destroy()
      // Refused, where it is, before the upgrade.
      const remove = connections.add(speaker.principal, (reason) => endWith(endSentences[reason]))
      socket.once('close', remove)
      acceptor.handleUpgrade(req, socket, head, (ws) => {
        ws.on('error', onClientError)
        const transport = createWebSocketTransport(ws, () => countMessage(speaker.principal))
        endWith = (sentence) => {
          transport.end(1001, sentence)
        }
        const servers = new Set<ReturnType<typeof createServer>>()
        ws.once('close', () => {
          for (const server of servers) liveServers.delete(server)
        })
        serveStdio(
          () => {
            const server = createServer(mount, speaker)
            servers.add(server)
            liveServers.add(server)
            return server
          },
          { transport: listenOverSocket(transport, context, mount, speaker), onerror: onClientError },
        )
      })
    },
  }
}

/** A transport that can be ended for good. */
interface EndableTransport extends Transport {
  /** From now on nothing that arrives counts, whether the peer answers the close or not. */
  end(code: number, sentence: string): void
}

/** @param take - Counts a message; answers the seconds to wait where there are too many. */
function createWebSocketTransport(ws: WebSocket, take: () => number): EndableTransport {
  let muted = false
  let faults = 0
  let queued = 0
  let sending = Promise.resolve()
  let receiving = Promise.resolve()

  async function receive(data: Buffer) {
    if (muted) return
    // Counted before it is read: nonsense costs too.
    const waitS = take()
    const read = readFrame(data)
    if ('code' in read) {
      countFault()
      return sendError(null, read.code, read.sentence)
    }
    if (waitS === 0) return transport.onmessage?.(read.message)
    countFault()
    if (!isJSONRPCRequest(read.message)) return
    return sendError(read.message.id, -32_000, `Too many messages. Try again in ${waitS} seconds.`)
  }

  /** Here and not where frames arrive: all of them may have come in one piece, and no further one will. */
  function countFault() {
    faults += 1
    if (faults > MAX_FAULTS) endForNonsense()
  }

  function endForNonsense() {
    transport.end(1008, 'Too many frames that cannot be handled')
  }

  async function sendError(id: RequestId | null, code: number, message: string) {
    // The SDK's type has no answer without an id, which JSON-RPC 2.0 asks for here.
    await transport.send({ jsonrpc: '2.0', id, error: { code, message } } as JSONRPCMessage)
  }

  const transport: EndableTransport = {
    end(code, sentence) {
      muted = true
      ws.close(code, sentence)
      setTimeout(() => ws.terminate(), GOODBYE_MS).unref()
    },
    async start() {
      ws.on('message', (data) => {
        // Buffers, as this kind of socket hands them over unless it is told otherwise.
        queued += 1
        ws.pause()
        // One at a time, and others' work in between, however many frames came at once.
        receiving = receiving
          .then(() => receive(data as Buffer))
          .catch((error) => transport.onerror?.(error))
          .then(() => setImmediate())
          .then(() => {
            queued -= 1
            if (queued === 0) ws.resume()
          })
        if (queued > MAX_QUEUED) endForNonsense()
      })
      keepAlive(ws)
      ws.on('error', (error) => transport.onerror?.(error))
      ws.on('close', () => {
        transport.onclose?.()
      })
    },
    send(message) {
      sending = sending.then(async () => {
        if (ws.readyState !== ws.OPEN) return
        ws.send(JSON.stringify(message))
        if (ws.bufferedAmount > MAX_BUFFERED) ws.terminate()
        // A client that reads a notification and its result in one piece may handle them in the wrong order.
        if (!('id' in message)) await setImmediate()
      })
      return sending
    },
    async close() {
      ws.close(1000)
    },
  }
  return transport
}

type Frame = { message: JSONRPCMessage } | { code: number; sentence: string }

function readFrame(data: Buffer): Frame {
  let value: unknown
  try {
    value = JSON.parse(data.toString())
  } catch {
    return { code: -32_700, sentence: 'Parse error: send one JSON-RPC 2.0 message a frame' }
  }
  try {
    return { message: parseJSONRPCMessage(value) }
  } catch {
    return { code: -32_600, sentence: 'Invalid request: send one JSON-RPC 2.0 message a frame' }
  }
}
