import { once } from 'node:events'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import WebSocket from 'ws'

/** MCP over WebSocket for the official client, which has none of its own. */
export class WebSocketClientTransport implements Transport {
  onmessage?: Transport['onmessage']
  onclose?: Transport['onclose']
  onerror?: Transport['onerror']
  private readonly socket: WebSocket

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, 'mcp', { headers })
  }

  async start() {
    this.socket.on('message', (data) => this.onmessage?.(JSON.parse((data as Buffer).toString()) as JSONRPCMessage))
    this.socket.on('close', () => this.onclose?.())
    await once(this.socket, 'open')
    this.socket.on('error', (error) => this.onerror?.(error))
  }

  async send(message: JSONRPCMessage) {
    this.socket.send(JSON.stringify(message))
  }

  async close() {
    this.socket.close()
  }
}
