import type { JSONRPCMessage, Server, Transport } from '@modelcontextprotocol/server'
import type { WebSocket } from 'ws'

/** Has a server speak MCP over one side of a WebSocket. */
export async function serveOverSocket(server: Server, socket: WebSocket): Promise<void> {
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
  await server.connect(transport)
}
