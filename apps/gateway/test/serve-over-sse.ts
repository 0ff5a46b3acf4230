import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { JSONRPCMessage, Server, Transport } from '@modelcontextprotocol/server'

/** Has a server speak MCP over HTTP+SSE (MCP 2024-11-05), for one client at a time. Not listening yet. */
export function serveOverSse(server: Server): HttpServer {
  let stream: ServerResponse | undefined
  let transport: Transport | undefined

  async function begin(res: ServerResponse): Promise<void> {
    if (server.transport) await server.close()
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    stream = res
    const own: Transport = {
      async start() {
        res.on('close', () => own.onclose?.())
        res.write('event: endpoint\ndata: /messages\n\n')
      },
      async send(message) {
        stream?.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`)
      },
      async close() {
        res.end()
      },
    }
    transport = own
    await server.connect(own)
  }

  return createServer((req, res) => {
    if (req.method === 'GET' && req.url === '/sse') return void begin(res)
    if (req.method !== 'POST' || req.url !== '/messages') return void res.writeHead(405).end()
    void text(req).then((body) => {
      res.writeHead(202).end()
      transport?.onmessage?.(JSON.parse(body) as JSONRPCMessage)
    })
  })
}
