import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import WebSocket from 'ws'

/** MCP over a WebSocket, one message a frame: as much as a client needs, since the SDK has none. */
export function openWebSocketTransport(url: string, headers: Record<string, string>): Transport {
  const socket = new WebSocket(url, { headers })
  const transport: Transport = {
    async start() {
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
      socket.on('close', () => transport.onclose?.())
      socket.on('error', (error) => transport.onerror?.(error))
      // A frame's shape is the client's to check.
      socket.on('message', (frame: Buffer) => transport.onmessage?.(JSON.parse(frame.toString()) as JSONRPCMessage))
    },
    send: (message) =>
      new Promise((resolve, reject) => socket.send(JSON.stringify(message), (e) => (e ? reject(e) : resolve()))),
    async close() {
      socket.close()
    },
  }
  return transport
}
