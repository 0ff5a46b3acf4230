import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from '@modelcontextprotocol/server'
import { PatchbayError, type Principal } from '@patchbay/contract'
import type { Hub } from '../hub/hub.ts'
import { createPassThrough } from '../hub/pass-through.ts'
import type { Identity } from '../identity/identity.ts'
import type { DoorContext } from './door.ts'
import { challengeOf } from './challenge.ts'
import { findPlace, resourcesOf, type Mount, type Place } from './mounts.ts'
import type { OpenConnections } from '../identity/open-connections.ts'
import { JsonRpcError, readMessage, sendJson, type Message } from './read-message.ts'
import { createSseDoor } from './sse.ts'
import { createStreamableHttpDoor } from './streamable-http.ts'
import { createToolsetServerFactory, type Speaker } from './toolset-server.ts'
import { createWebSocketDoor } from './websocket.ts'

/** How requests come in. */
export interface Doors extends AsyncDisposable {
  /** @returns Whether the request was for an MCP mount, and so is being answered. */
  handle(req: IncomingMessage, res: ServerResponse): boolean
  /** @returns Whether the upgrade was for an MCP mount. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

export interface DoorsOptions {
  hub: Hub
  identity: Identity
  connections: OpenConnections
  version: string
  /** The origin that others see. */
  publicUrl: () => string
  /** Counts a message of a caller session's SSE pair, which has a limit of its own. @returns The seconds to wait. */
  countSessionMessage: (this: void, principal: Principal) => number
  /** Counts any other message. @returns The seconds to wait, 0 where it may pass. */
  countMessage: (this: void, principal: Principal) => number
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of what a client did wrong on its connection, or that it went away. */
  onClientError: (this: void, error: unknown) => void
  /** Hears of errors of ours that nobody waits for. */
  onError: (error: unknown) => void
}

export function openDoors(options: DoorsOptions): Doors {
  const {
    hub,
    identity,
    connections,
    version,
    countSessionMessage,
    countMessage,
    publicUrl,
    now,
    onClientError,
    onError,
  } = options
  const liveServers = new Set<Server>()
  const passThrough = createPassThrough()
  const context: DoorContext = {
    hub,
    passThrough,
    createServer: createToolsetServerFactory({ hub, passThrough, version, onError }),
    connections,
    liveServers,
    version,
    countMessage,
    now,
    onClientError,
    onError,
  }
  const http = createStreamableHttpDoor(context)
  const sse = createSseDoor(context)
  const webSocket = createWebSocketDoor(context)
  // A client that left in this moment hears of the list when it comes back.
  const stops = [
    hub.onListChanged('tools', () => {
      http.changed('tools')
      for (const server of liveServers) server.sendToolListChanged().catch(() => {})
    }),
    hub.onListChanged('resources', () => {
      http.changed('resources')
      for (const server of liveServers) server.sendResourceListChanged().catch(() => {})
    }),
    hub.onListChanged('prompts', () => {
      http.changed('prompts')
      for (const server of liveServers) server.sendPromptListChanged().catch(() => {})
    }),
  ]

  async function authenticate(mount: Mount, req: IncomingMessage): Promise<Speaker> {
    return admit(mount, req, await identity.authenticate(req.headers, mount.credentials, resourcesOf(mount)))
  }

  function admit(mount: Mount, req: IncomingMessage, principal: Principal): Speaker {
    if (!mount.scopes.some((scope) => principal.scopes.includes(scope))) {
      const needed = mount.scopes.join(' or ')
      throw new PatchbayError('SCOPE_REQUIRED', `This needs the scope ${needed}. Use a credential that has it.`)
    }
    hub.requireToolset(principal, mount.toolset)
    const callId = req.headers['x-call-id']
    return { principal, callId: callId === undefined ? undefined : String(callId) }
  }

  function take({ door }: Place, principal: Principal): void {
    // Document 3 counts the messages of a caller session by themselves.
    const bySession = door === 'messages' && principal.proof === 'caller_session'
    const waitS = (bySession ? countSessionMessage : countMessage)(principal)
    if (waitS > 0) {
      throw new PatchbayError('RATE_LIMITED', `Too many messages. Try again in ${waitS} seconds.`, {
        retryAfterS: waitS,
      })
    }
  }

  async function answer(place: Place, req: IncomingMessage, res: ServerResponse) {
    const { mount, door } = place
    const allowed = methods[door]
    if (!allowed.includes(req.method ?? '')) {
      res.setHeader('allow', allowed.join(', '))
      throw new PatchbayError('METHOD_NOT_ALLOWED', `This path takes ${allowed.join(', ')}`)
    }
    const moment = identity.moment()
    const known = identity.recall(req.headers, mount.credentials)
    let speaker = known ? admit(mount, req, known) : await authenticate(mount, req)
    // Who left while we looked is not waited for: nothing would take their place away again.
    if (res.closed) return
    if (door === 'sse') {
      const form = new URL(req.url ?? '/', 'http://localhost').searchParams.get('format') ?? 'mcp'
      if (form !== 'mcp' && form !== 'realtime') {
        throw new PatchbayError('VALIDATION_FAILED', 'format must be mcp or realtime')
      }
      return sse.open(mount, speaker, res, form)
    }
    let message: Message | undefined
    if (req.method === 'POST') {
      take(place, speaker.principal)
      message = await readMessage(req)
      // A body may take its time, and a logout counts from the moment that it was answered.
      if (!identity.isFresh(speaker.principal, moment)) speaker = await authenticate(mount, req)
      if (res.closed) return
    }
    if (door === 'messages' && message) return sse.post(mount, speaker, req, res, message)
    return http.handle(mount, speaker, req, res, message)
  }

  return {
    handle(req, res) {
      const place = findPlace(pathOf(req))
      if (!place) return false
      answer(place, req, res).catch((error: unknown) =>
        sendError(req, res, error, onError, challengeOf(publicUrl(), place, req)),
      )
      return true
    },
    upgrade(req, socket, head) {
      const place = findPlace(pathOf(req))
      if (place?.door !== 'http') return false
      const { mount } = place
      authenticate(mount, req)
        .then((speaker) => {
          // Gone while we looked who it is.
          if (socket.destroyed) return
          webSocket.upgrade(mount, speaker, req, socket, head)
        })
        .catch((error: unknown) => refuseUpgrade(req, socket, error, onError, challengeOf(publicUrl(), place, req)))
      return true
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await http[Symbol.asyncDispose]()
    },
  }
}

const methods: Record<Place['door'], string[]> = {
  http: ['POST', 'GET', 'DELETE'],
  sse: ['GET'],
  messages: ['POST'],
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?', 1)[0] ?? '/'
}

function asPatchbayError(error: unknown, onError: (error: unknown) => void): PatchbayError {
  if (error instanceof PatchbayError) return error
  onError(error)
  return new PatchbayError('INTERNAL_ERROR', 'Something went wrong here. Try again.')
}

function sendError(
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
  onError: (error: unknown) => void,
  challenge: string,
): void {
  // A request that broke off: nobody reads an answer.
  if (res.destroyed || (req.destroyed && !req.complete)) return void res.destroy()
  if (error instanceof JsonRpcError) {
    const { code, message, id } = error
    return sendJson(res, 400, { jsonrpc: '2.0', id, error: { code, message } })
  }
  const known = asPatchbayError(error, onError)
  if (res.headersSent) return void res.destroy()
  sendJson(res, known.status, known.toBody(), {
    ...(known.status === 401 ? { 'www-authenticate': challenge } : {}),
    ...(known.retryAfterS === undefined ? {} : { 'retry-after': String(known.retryAfterS) }),
  })
}

/** Refuses before the upgrade, as HTTP does, so that the client sees the status and the sentence. */
export function refuseUpgrade(
  req: IncomingMessage,
  socket: Duplex,
  error: unknown,
  onError: (error: unknown) => void,
  challenge?: string,
): void {
  const known = asPatchbayError(error, onError)
  const proof = known.status === 401 && challenge !== undefined ? `www-authenticate: ${challenge}\r\n` : ''
  const body = JSON.stringify(known.toBodyFor(req.url ?? '/'))
  socket.end(
    `HTTP/1.1 ${known.status} ${known.code}\r\ncontent-type: application/json\r\n` +
      `${proof}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // A peer that keeps its half open would hold the gateway's end for ever.
    () => socket.destroy(),
  )
}
