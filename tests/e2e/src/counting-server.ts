import { once } from 'node:events'
import { createServer } from 'node:http'

export interface CountingServer extends AsyncDisposable {
  port: number
  /** How many connections have come, whatever they carried. */
  connections(): number
}

/** A server on the loopback interface that answers 404 to everything and counts who comes. */
export async function openCountingServer(): Promise<CountingServer> {
  let count = 0
  const server = createServer((_, response) => response.writeHead(404).end())
  server.on('connection', () => (count += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address')
  return {
    port: address.port,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
