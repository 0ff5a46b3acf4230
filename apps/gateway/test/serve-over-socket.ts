import type { JSONRPCMessage, Server, Transport } from '@modelcontextprotocol/server'
import type { WebSocket } from 'ws'

/** Has a server speak MCP over one side of a WebSocket. */
export async function serveOverSocket(server: Server, socket: WebSocket): Promise<void> {
  await server.connect(transportOver(socket))
}

/** One side of a WebSocket, as a transport of a server. */
export function transportOver(socket: WebSocket): Transport {
  const transport: Transport = {
    async start() {
      socket.on('message', (data) => transport.onmessage?.(JSON.parse((data as Buffer).toString()) as JSONRPCMessage))
      socket.on('close', () => transport.onclose?.())
    },
    async send(message) {
      socket.send(JSON.stringify(message))
    },
    async close() {
      socket.close()
    },
  }
  return transport
}
