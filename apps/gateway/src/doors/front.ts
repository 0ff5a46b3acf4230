import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { PatchbayError } from '@patchbay/contract'
import { checkOrigin } from './check-origin.ts'
import { refuseUpgrade, type Doors } from './open-doors.ts'
import { sendJson } from './read-message.ts'
import { isLoopback } from '../is-loopback.ts'

export interface FrontOptions {
  doors: Doors
  /** Takes the WebSockets of `/v1/realtime`. */
  upgradeVoice: (req: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>
  host: string
  publicUrl: () => string
  isStopping: () => boolean
  onError: (error: unknown) => void
}

/** The servers that everybody comes in by: of each request they find the room that takes it. */
export interface Front {
  server: Server
  /** The same behind the local socket, which no page reaches. */
  localServer: Server
  /** Who takes what no door takes. */
  handOn(next: RequestListener): void
}

const LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 75_000,
  // Others offer HTTP/2 by the same header (curl --http2, Java): they are answered as if they had not.
  shouldUpgradeCallback: ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? ''),
}

export function createFront({ doors, upgradeVoice, host, publicUrl, isStopping, onError }: FrontOptions): Front {
  let next: RequestListener = () => {}

  /** @param local - Whether the request came through the local socket. */
  function receive(req: IncomingMessage, res: ServerResponse, local: boolean): void {
    try {
      if (!local && isLoopback(host)) checkOrigin(req, publicUrl())
      if (isStopping() && req.method !== 'GET') {
        throw new PatchbayError('STOPPING', 'The gateway is stopping. Try again in a moment.')
      }
    } catch (error) {
      if (!(error instanceof PatchbayError)) throw error
      return sendJson(res, error.status, error.toBodyFor(req.url ?? '/'), { connection: 'close' })
    }
    if (!doors.handle(req, res)) next(req, res)
  }

  function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, local: boolean): void {
    // A peer that goes away in the middle of a handshake concerns nobody else.
    socket.on('error', () => socket.destroy())
    try {
      if (!local && isLoopback(host)) checkOrigin(req, publicUrl())
      if (doors.upgrade(req, socket, head)) return
      if (!req.url?.startsWith('/v1/realtime')) throw new PatchbayError('NOT_FOUND', 'No WebSocket is served here')
      upgradeVoice(req, socket, head).catch((error: unknown) => refuseUpgrade(req, socket, error, onError))
    } catch (error) {
      refuseUpgrade(req, socket, error, onError)
    }
  }

  const server = createServer(LIMITS, (req, res) => receive(req, res, false))
  const localServer = createServer(LIMITS, (req, res) => receive(req, res, true))
  server.on('upgrade', (req, socket, head) => upgrade(req, socket, head, false))
  localServer.on('upgrade', (req, socket, head) => upgrade(req, socket, head, true))
  return { server, localServer, handOn: (taker) => void (next = taker) }
}
