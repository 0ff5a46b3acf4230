import { once } from 'node:events'
import { createServer, request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { PatchbayError } from '@patchbay/contract'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { checkOrigin } from '../gateway.ts'
import { isLoopback } from '../is-loopback.ts'
import { StartError } from '../start-error.ts'
import { reachGateway, type ReachedGateway } from './reach-gateway.ts'

/** Paths that are let through, and what they are at the gateway. */
type Paths = [RegExp, (path: string) => string][]

/** The paths of the club where it is served alone: document 3's without their prefix, and with it. */
const clubPaths: Paths = [
  [/^\/(auth\/(session|validate|logout)|health|sse|messages\/?)$/, (path) => `/mcp${path}`],
  [/^\/mcp\/(auth\/(session|validate|logout)|health|sse|messages\/?)$/, (path) => path],
  [/^\/club\/?$/, (path) => path],
]

/** Where a voicebox's answers point to. */
const clipPaths: Paths = [[/^\/api\/voices\/clips\/[\w-]+\/\d+\/[\w-]+\.wav$/, (path) => path]]

/** What can be served alone on a port. */
export interface ServedAlone {
  /** `club`, `library`, `voicebox` or `all`. */
  service: string
  /** Its mount's. */
  paths: { http: string; sse: string; messages: string }
}

function pathsOf({ service, paths }: ServedAlone): Paths {
  if (service === 'club') return clubPaths
  const own: Paths = [paths.http, paths.sse, paths.messages].map((path) => [
    new RegExp(`^${path.replace(/\/$/, '')}/?$`),
    (asked) => asked,
  ])
  return service === 'library' ? own : [...own, ...clipPaths]
}

/**
 * Serves one service alone, or every tool of a user, on a port, through the gateway of the data folder (or the next one, or itself), until the
 * process is told to end. It is a door in front of that gateway and proves nothing to it: every request brings its own credential.
 */
export async function serveHttp(config: Config, log: Logger, served: ServedAlone, port: number): Promise<void> {
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`
  const reach = () => reachGateway({ ...config, publicUrl }, log, true)
  let reaching: Promise<ReachedGateway> = reach()
  await reaching
  const open = new Set<Duplex>()
  const allowed = pathsOf(served)

  /** The gateway went away: the next request finds another one, or makes this process one. */
  async function lose(lost: ReachedGateway) {
    if ((await reaching) !== lost) return
    reaching = (async () => {
      await lost[Symbol.asyncDispose]()
      return reach()
    })()
    // Whoever needs it hears of the failure.
    reaching.catch(() => {})
  }

  /** @throws {PatchbayError} Where nothing is served there, or not to this host or page. */
  function onwardPath(req: IncomingMessage): string {
    if (isLoopback(config.host)) checkOrigin(req, publicUrl)
    const [path = '/', query] = (req.url ?? '/').split('?', 2)
    const known = allowed.find(([pattern]) => pattern.test(path))
    if (!known) throw new PatchbayError('NOT_FOUND', 'There is nothing at this address')
    return known[1](path) + (query ? `?${query}` : '')
  }

  async function openOnward(req: IncomingMessage): Promise<ClientRequest> {
    const path = onwardPath(req)
    const gateway = await reaching.catch((error: unknown) => {
      throw new PatchbayError('STOPPING', 'The gateway does not answer. Try again in a moment.', { cause: error })
    })
    const headers = { ...req.headers, 'x-forwarded-for': req.socket.remoteAddress ?? '' }
    const onward = request({ socketPath: gateway.local.socket, method: req.method, path, headers })
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') void lose(gateway)
    })
    return onward
  }

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const onward = await openOnward(req)
    if (res.closed) return onward.destroy()
    res.once('close', () => onward.destroy())
    req.on('error', () => onward.destroy())
    onward.on('error', () => {
      if (res.headersSent) return res.destroy()
      refuse(res, new PatchbayError('STOPPING', 'The gateway does not answer. Try again in a moment.'))
    })
    onward.on('response', (far) => {
      res.writeHead(far.statusCode ?? 502, far.headers)
      res.flushHeaders()
      far.pipe(res)
    })
    req.pipe(onward)
  }

  async function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer) {
    const onward = await openOnward(req)
    if (socket.destroyed) return onward.destroy()
    socket.once('close', () => onward.destroy())
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    onward.on('error', () => socket.destroy())
    onward.on('upgrade', (far, farSocket, farHead) => {
      const lines = Object.entries(far.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      farSocket.on('error', () => socket.destroy())
      farSocket.write(head)
      socket.write(farHead)
      farSocket.pipe(socket).pipe(farSocket)
    })
    onward.on('response', (far) => {
      socket.write(`HTTP/1.1 ${far.statusCode} ${far.statusMessage}\r\nconnection: close\r\n\r\n`)
      far.pipe(socket)
    })
    onward.end()
  }

  const isWebSocket = ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? '')
  const server = createServer({ shouldUpgradeCallback: isWebSocket }, (req, res) => {
    answer(req, res).catch((error: unknown) => refuse(res, error))
  })
  server.on('upgrade', (req, socket, head) => {
    // A client may go away at any moment of this.
    socket.on('error', () => socket.destroy())
    upgrade(req, socket, head).catch((error: unknown) => {
      const { status, code } = asPatchbayError(error)
      socket.end(`HTTP/1.1 ${status} ${code}\r\nconnection: close\r\n\r\n`)
    })
  })

  server.listen(port, config.host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`Cannot listen on port ${port} (${error.code}). Choose another one with --port.`, {
      cause: error,
    })
  })
  // An address object: it listens on a port.
  const { port: listening } = server.address() as AddressInfo
  process.stdout.write(`${nameOf(served)} at http://localhost:${listening}\n`)
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  server.close()
  server.closeAllConnections()
  for (const socket of open) socket.destroy()
  await (await reaching)[Symbol.asyncDispose]()
}

function nameOf({ service }: ServedAlone): string {
  return service === 'all' ? 'All tools are ready' : `The ${service} is ready`
}

function asPatchbayError(error: unknown): PatchbayError {
  if (error instanceof PatchbayError) return error
  return new PatchbayError('INTERNAL_ERROR', 'Something went wrong here. Try again.', { cause: error })
}

function refuse(res: ServerResponse, error: unknown): void {
  const known = asPatchbayError(error)
  if (res.headersSent) return void res.destroy()
  res.writeHead(known.status, { 'content-type': 'application/json; charset=utf-8' })
  res.end(JSON.stringify(known.toBody()))
}
