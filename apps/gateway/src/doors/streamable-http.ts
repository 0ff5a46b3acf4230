import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  type NodeIncomingMessageLike,
} from '@modelcontextprotocol/node'
import {
  classifyInboundRequest,
  createMcpHandler,
  isInitializeRequest,
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
  type AuthInfo,
  type McpHttpHandler,
  type Server,
} from '@modelcontextprotocol/server'
import { PatchbayError, type Principal } from '@patchbay/contract'
import { LRUCache } from 'lru-cache'
import type { ChangedList } from '../hub/hub.ts'
import { answerInline } from './answer-inline.ts'
import type { DoorContext } from './door.ts'
import { createModernListeners } from './listen-modern.ts'
import type { Mount } from './mounts.ts'
import {
  callDirect,
  createDirectCalls,
  endDirectCalls,
  hearDirect,
  readToolsCall,
  type DirectCalls,
  type ToolsCall,
} from './direct-call.ts'
import { callModernDirect, readModernCall } from './direct-modern-call.ts'
import { sendJson, type Message } from './read-message.ts'
import { requireParamHeaders } from './require-param-headers.ts'
import { authInfoOf, capabilitiesOf, type Speaker } from './toolset-server.ts'

/** A session of the 2025 revisions that nobody used for so long is over, in ms. */
const IDLE_MS = 30 * 60_000

/** Mounts that are held ready; there is one for each agent. */
const MAX_HANDLERS = 1_000

/** Idle sessions that one credential may keep. */
const MAX_IDLE = 64

interface Session {
  transport: NodeStreamableHTTPServerTransport
  server: Server
  /** Made with the first call. */
  calls: DirectCalls | undefined
  mount: Mount
  speaker: Speaker
  usedAt: number
  /** Requests and streams that are open now. */
  open: number
  close(): Promise<void>
}

export interface StreamableHttpDoor extends AsyncDisposable {
  /** @param body - The message of a POST. */
  handle(
    mount: Mount,
    speaker: Speaker,
    req: IncomingMessage,
    res: ServerResponse,
    body: Message | undefined,
  ): Promise<void>
  /** Tells subscribers of the 2026 revision that a list may have changed. */
  changed(list: ChangedList): void
}

/**
 * Streamable HTTP in both protocol eras on one path. Each request says its era itself: those of 2026-07-28 stand
 * alone, those of 2025 belong to a session, so that a cancellation finds its request; one without a session is
 * answered inline.
 */
export function createStreamableHttpDoor(context: DoorContext): StreamableHttpDoor {
  const { hub, createServer, connections, liveServers, version: ownVersion, now, onClientError, onError } = context
  const listeners = createModernListeners(context)
  const sessions = new Map<string, Session>()
  /** By the mount's path. */
  const modern = new LRUCache<string, McpHttpHandler>({
    max: MAX_HANDLERS,
    dispose: (handler) => void handler.close().catch(onError),
  })
  function handlerOf(mount: Mount): McpHttpHandler {
    let handler = modern.get(mount.http)
    if (!handler) {
      handler = createMcpHandler(({ authInfo }) => createServer(mount, speakerOf(authInfo)), {
        legacy: 'reject',
        onerror: onClientError,
      })
      modern.set(mount.http, handler)
    }
    return handler
  }
  const sweep = setInterval(() => {
    for (const session of sessions.values()) {
      if (session.open === 0 && now() - session.usedAt > IDLE_MS) session.close().catch(onError)
    }
  }, 60_000).unref()

  /** Clients that never say goodbye must not lock their key out: of many idle sessions the oldest goes. */
  async function makeRoom({ credentialId }: Principal): Promise<void> {
    const idle = [...sessions.values()].filter(
      ({ open, speaker }) => open === 0 && speaker.principal.credentialId === credentialId,
    )
    if (idle.length < MAX_IDLE) return
    await idle.reduce((oldest, session) => (session.usedAt < oldest.usedAt ? session : oldest)).close()
  }

  async function openSession(mount: Mount, speaker: Speaker): Promise<Session> {
    await makeRoom(speaker.principal)
    const server = createServer(mount, speaker)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: () => session.close(),
    })
    const session: Session = {
      transport,
      server,
      calls: undefined,
      mount,
      speaker,
      usedAt: now(),
      open: 0,
      async close() {
        remove()
        liveServers.delete(server)
        if (session.calls) endDirectCalls(session.calls)
        if (transport.sessionId !== undefined) sessions.delete(transport.sessionId)
        await server.close()
      },
    }
    const remove = connections.add(speaker.principal, () => void session.close().catch(onError))
    liveServers.add(server)
    await server.connect(transport)
    return session
  }

  /** The session that a request names, where it is its speaker's. */
  function sessionOf(id: string, mount: Mount, { principal }: Speaker): Session | undefined {
    const session = sessions.get(id)
    if (!session || session.mount.http !== mount.http) return undefined
    const { credentialId, caller } = session.speaker.principal
    return credentialId === principal.credentialId && caller?.phone === principal.caller?.phone ? session : undefined
  }

  function occupy(session: Session, res: ServerResponse): void {
    session.usedAt = now()
    session.open += 1
    res.once('close', () => {
      session.open -= 1
      session.usedAt = now()
      if (session.transport.sessionId === undefined) session.close().catch(onError)
    })
  }

  /** @returns Nothing where something about the request is for the SDK to answer. */
  function takeCall(
    mount: Mount,
    speaker: Speaker,
    req: IncomingMessage,
    res: ServerResponse,
    call: ToolsCall,
  ): Promise<void> | undefined {
    const { 'mcp-session-id': id, 'mcp-protocol-version': version } = req.headers
    if (!isSpoken(version)) return undefined
    if (id === undefined) return callDirect({ hub, mount, speaker, call, res, calls: undefined, onError })
    const session = takesBothForms(req) ? sessionOf(String(id), mount, speaker) : undefined
    if (!session || res.closed) return undefined
    occupy(session, res)
    const calls = (session.calls ??= createDirectCalls(capabilitiesOf(session.server)))
    return callDirect({ hub, mount, speaker, call, res, calls, onError })
  }

  async function handleLegacy(
    mount: Mount,
    speaker: Speaker,
    req: IncomingMessage,
    res: ServerResponse,
    body: Message | undefined,
  ) {
    const id = req.headers['mcp-session-id']
    const version = req.headers['mcp-protocol-version']
    if (id === undefined && !isSpoken(version)) {
      const message = `Unsupported protocol version: ${String(version)} (supported: ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')})`
      return sendJson(res, 400, { jsonrpc: '2.0', id: null, error: { code: -32_000, message } })
    }
    if (id === undefined && body && !isInitializeRequest(body)) {
      return answerInline(createServer(mount, speaker), body, speaker, res)
    }
    if (id === undefined && !body) {
      throw new PatchbayError('VALIDATION_FAILED', 'Send Mcp-Session-Id: a stream belongs to a session')
    }
    const session = id === undefined ? await openSession(mount, speaker) : sessionOf(String(id), mount, speaker)
    if (!session) {
      // The specification's way to say that a session is over: the client starts a new one.
      return sendJson(res, 404, { jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'Session not found' } })
    }
    if (body?.method === 'logging/setLevel') session.calls ??= createDirectCalls(capabilitiesOf(session.server))
    if (body && session.calls && hearDirect(session.calls, body)) return void res.writeHead(202).end()
    if (res.closed) return session.transport.sessionId === undefined ? session.close() : undefined
    occupy(session, res)
    await session.transport.handleRequest(Object.assign(req, { auth: authInfoOf(speaker) }), res, body)
  }

  /** Whatever is unusual, or of the newer revision. */
  async function handleAny(
    mount: Mount,
    speaker: Speaker,
    req: IncomingMessage,
    res: ServerResponse,
    body: Message | undefined,
  ) {
    const route = classifyInboundRequest({
      httpMethod: req.method ?? 'GET',
      ...(req.headers['mcp-protocol-version'] && {
        protocolVersionHeader: String(req.headers['mcp-protocol-version']),
      }),
      ...(req.headers['mcp-method'] && { mcpMethodHeader: String(req.headers['mcp-method']) }),
      ...(req.headers['mcp-name'] && { mcpNameHeader: String(req.headers['mcp-name']) }),
      body,
    })
    if (route.kind === 'legacy') return handleLegacy(mount, speaker, req, res, body)
    if (route.kind === 'modern' && route.messageKind === 'request') {
      requireParamHeaders(hub, mount, speaker, req.headers, route.message)
    }
    const call = route.kind === 'modern' && body ? readModernCall(req, body) : undefined
    const remove = connections.add(speaker.principal, () => res.destroy())
    res.once('close', remove)
    if (call) return callModernDirect({ hub, mount, speaker, call, res, version: ownVersion, onError })
    if (body?.method === 'subscriptions/listen' && route.kind === 'modern') {
      return listeners.handle(mount, speaker, req, res, body)
    }
    const handler = handlerOf(mount)
    // A request that reached us has a method; Node's type covers responses too.
    const known = Object.assign(req, { auth: authInfoOf(speaker) }) as NodeIncomingMessageLike
    await toNodeHandler(handler, { onerror: onClientError })(known, res, body)
  }

  return {
    handle(mount, speaker, req, res, body) {
      // The usual cases by a glance: a message of a session of the older revisions, and a call without one.
      const call = body && readToolsCall(body)
      const isUsual = call !== undefined || req.headers['mcp-session-id'] !== undefined
      if (!isUsual || claimsModern(req, body)) return handleAny(mount, speaker, req, res, body)
      return (call && takeCall(mount, speaker, req, res, call)) ?? handleLegacy(mount, speaker, req, res, body)
    },
    changed: (list) => listeners.changed(list),
    async [Symbol.asyncDispose]() {
      clearInterval(sweep)
      await Promise.all([...sessions.values()].map((session) => session.close()))
      await listeners.close()
      await Promise.all([...modern.values()].map((handler) => handler.close()))
    },
  }
}

/** Whether the older revisions have such a version; a request need not name one. */
function isSpoken(version: string | string[] | undefined): boolean {
  return version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))
}

/** Whether a client takes both forms of an answer; any other one the SDK refuses. */
function takesBothForms({ headers: { accept = '' } }: IncomingMessage): boolean {
  return accept.includes('application/json') && accept.includes('text/event-stream')
}

/** Whether anything about a request says that it is of the revision 2026-07-28. */
function claimsModern({ headers }: IncomingMessage, body: Message | undefined): boolean {
  const version = headers['mcp-protocol-version']
  if (headers['mcp-method'] !== undefined || (version !== undefined && String(version) >= '2026')) return true
  const params = body?.params as { _meta?: object } | undefined
  return params?._meta !== undefined && PROTOCOL_VERSION_META_KEY in Object(params._meta)
}

function speakerOf(authInfo: AuthInfo | undefined): Speaker {
  // Only `authInfoOf` writes it, and every request passes there.
  return authInfo?.extra?.speaker as Speaker
}
