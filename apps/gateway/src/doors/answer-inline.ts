import type { ServerResponse } from 'node:http'
import { isJSONRPCRequest, type JSONRPCMessage, type Server, type Transport } from '@modelcontextprotocol/server'
import { sendJson, type Message } from './read-message.ts'
import { authInfoOf, type Speaker } from './toolset-server.ts'

/**
 * Answers one message with the response's body, for a client that holds no stream and shook no hands: 200 with the
 * JSON-RPC response, or 202 for what has none. A client that goes away cancels its request.
 *
 * @param server - Fresh; closed at the end.
 */
export async function answerInline(
  server: Server,
  message: Message,
  speaker: Speaker,
  res: ServerResponse,
): Promise<void> {
  const answered = Promise.withResolvers<JSONRPCMessage | undefined>()
  const transport: Transport = {
    async start() {},
    async send(sent) {
      // Progress and logs have no way to travel here.
      if ('id' in sent && !('method' in sent) && sent.id === message.id) answered.resolve(sent)
    },
    async close() {
      transport.onclose?.()
      answered.resolve(undefined)
    },
  }
  await server.connect(transport)
  res.once('close', () => void server.close())
  // The shape was checked by `readMessage`, and is by the SDK.
  transport.onmessage?.(message as unknown as JSONRPCMessage, { authInfo: authInfoOf(speaker) })
  if (!isJSONRPCRequest(message)) answered.resolve(undefined)
  const answer = await answered.promise
  if (res.destroyed) return
  if (answer) sendJson(res, 200, answer)
  else res.writeHead(202).end()
}
