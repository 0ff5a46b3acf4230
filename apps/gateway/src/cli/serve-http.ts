import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'
import { reachGateway } from './reach-gateway.ts'

/** The paths of a service that is served alone: document 3's without their prefix, and with it. */
const clubPaths: [RegExp, (path: string) => string][] = [
  [/^\/(auth\/(session|validate|logout)|health|sse|messages\/?)$/, (path) => `/mcp${path}`],
  [/^\/mcp\/(auth\/(session|validate|logout)|health|sse|messages\/?)$/, (path) => path],
  [/^\/club\/?$/, (path) => path],
]

/**
 * Serves the club alone on a port, through the gateway of the data folder, until the process is told to end. It is
 * a door in front of that gateway and proves nothing to it: every request brings its own credential.
 */
export async function serveHttp(config: Config, log: Logger, port: number): Promise<void> {
  await using gateway = await reachGateway(config, log)
  const { socket: socketPath } = gateway.local

  function toGateway(req: IncomingMessage) {
    const [path = '/', query] = (req.url ?? '/').split('?', 2)
    const known = clubPaths.find(([pattern]) => pattern.test(path))
    if (!known) return undefined
    const headers = { ...req.headers, 'x-forwarded-for': req.socket.remoteAddress ?? '' }
    return request({ socketPath, method: req.method, path: known[1](path) + (query ? `?${query}` : ''), headers })
  }

  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const onward = toGateway(req)
    if (!onward) {
      res.writeHead(404, { 'content-type': 'application/json' })
      return res.end(JSON.stringify({ error: 'There is nothing at this address', code: 'NOT_FOUND' }))
    }
    onward.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      res.flushHeaders()
      answer.pipe(res)
    })
    onward.on('error', () => {
      if (res.headersSent) return res.destroy()
      res.writeHead(503, { 'content-type': 'application/json' })
      res.end(JSON.stringify({ error: 'The gateway does not answer. Try again in a moment.', code: 'STOPPING' }))
    })
    res.on('close', () => onward.destroy())
    req.pipe(onward)
  })
  server.on('upgrade', (req, socket, head) => {
    const onward = toGateway(req)
    if (!onward) return socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
    onward.on('upgrade', (answer, far, farHead) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      far.write(head)
      socket.write(farHead)
      far.pipe(socket).pipe(far)
      far.on('error', () => socket.destroy())
      socket.on('error', () => far.destroy())
    })
    onward.on('response', (answer) => {
      socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`)
      answer.pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    onward.end()
  })

  server.listen(port, config.host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`Cannot listen on port ${port} (${error.code}). Choose another one with --port.`, {
      cause: error,
    })
  })
  // An address object: it listens on a port.
  const { port: listening } = server.address() as AddressInfo
  process.stdout.write(`The club is ready at http://localhost:${listening}\n`)
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  server.close()
  server.closeAllConnections()
}
