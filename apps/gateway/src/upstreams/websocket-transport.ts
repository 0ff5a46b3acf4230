import { once } from 'node:events'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import WebSocket from 'ws'
import type { Guard } from './guard.ts'

/** The largest message that a server may send, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024

/** How long the handshake may take, in ms. */
const HANDSHAKE_MS = 10_000

/** MCP over WebSocket, one message a frame. */
export class WebSocketTransport implements Transport {
  onmessage?: Transport['onmessage']
  onclose?: Transport['onclose']
  onerror?: Transport['onerror']
  private readonly url: URL
  private readonly headers: Record<string, string>
  private readonly guard: Guard
  private socket: WebSocket | undefined

  constructor(url: URL, headers: Record<string, string>, guard: Guard) {
    this.url = url
    this.headers = headers
    this.guard = guard
  }

  async start(): Promise<void> {
    this.guard.checkHost(this.url.hostname)
    const { lookup } = this.guard
    // The types of `ws` do not know that options go on to `net.connect`, and Node's that a lookup may be called in both ways.
    const options = { headers: this.headers, maxPayload: MAX_BYTES, handshakeTimeout: HANDSHAKE_MS, lookup } as object
    const socket = new WebSocket(this.url, 'mcp', options)
    this.socket = socket
    socket.on('close', () => this.onclose?.())
    socket.on('message', (data) => this.receive(data as Buffer))
    await once(socket, 'open')
    socket.on('error', (error) => this.onerror?.(error))
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const { socket } = this
    if (socket?.readyState !== WebSocket.OPEN) throw new Error('The connection is closed')
    await new Promise<void>((resolve, reject) => {
      socket.send(JSON.stringify(message), (error) => (error ? reject(error) : resolve()))
    })
  }

  async close(): Promise<void> {
    this.socket?.close()
    // Who does not say goodbye is not waited for.
    const socket = this.socket
    setTimeout(() => socket?.terminate(), 1_000).unref()
  }

  private receive(data: Buffer): void {
    try {
      // What is no message of MCP, the client says.
      this.onmessage?.(JSON.parse(data.toString()) as JSONRPCMessage)
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
