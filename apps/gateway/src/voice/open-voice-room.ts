import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { PatchbayError, type AnsweringAgent, type ClientSecret, type Me, type Principal } from '@patchbay/contract'
import { openRealtimeSession, type Brain, type ConnectMcp, type McpConnection } from '@patchbay/engine'
import { MAX_EVENT_BYTES, sessionPatch, type SessionPatch } from '@patchbay/realtime'
import type { Voice } from '@patchbay/speech'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Bus } from '../bus/bus.ts'
import type { Hub } from '../hub/hub.ts'
import type { Toolset } from '../hub/toolset.ts'
import { beginCall, endCall, newCallId } from '../identity/calls.ts'
import type { Identity } from '../identity/identity.ts'
import { endSentences, type OpenConnections } from '../identity/open-connections.ts'
import { keepAlive } from '../keep-alive.ts'
import type { Store } from '../store/store.ts'
import { clubAgent, findAnswering, listAnswering, type Answering } from './answering-agents.ts'
import { createClientSecrets, SECRET_SECONDS, type Ticket } from './client-secrets.ts'
import type { Hearing } from './open-hearing.ts'
import { recordTurns } from './record-turns.ts'

/** How long a session may last, in seconds. */
const MAX_SESSION_SECONDS = 3600

/** What may wait for a reader that is slower than we speak, in bytes: some minutes of audio. */
const MAX_BUFFERED = 64 * 1024 * 1024

export interface VoiceRoomOptions {
  store: Store
  bus: Bus
  hub: Hub
  identity: Identity
  connections: OpenConnections
  brain: Brain
  voice: Voice
  hearing: Hearing
  /** Reaches a server that a session brings. */
  connectMcp: ConnectMcp
  timezone: string
  /** The origin that others see. */
  publicUrl: () => string
  /** Milliseconds since 1970. */
  now: () => number
  onError: (error: unknown) => void
}

/** What an ephemeral key is asked for with. */
interface AskedSecret {
  session?: unknown
  /** How long it waits to be used. */
  seconds?: number | undefined
  /** For whom the session acts, with that caller's tools; nothing of theirs reaches the browser. */
  callerId?: string | undefined
  /** Who answers, by its slug. */
  agent?: string | undefined
}

/** The local engine, mounted: who may open a session, which call it is, and what was said in it. */
export interface VoiceRoom extends Disposable {
  /** What runs a conversation here, now: the voice changes when a better one is ready. */
  readonly engine: Me['engine']
  /**
   * Makes an ephemeral key for one session.
   *
   * @throws {PatchbayError} `SCOPE_REQUIRED`, `CALLER_NOT_ALLOWED`, `INVALID_CALLER_ID`, `NOT_FOUND` or
   *   `VALIDATION_FAILED`.
   */
  makeSecret(principal: Principal, asked: AskedSecret): Promise<ClientSecret>
  /** Who can answer a call of theirs. */
  listAgents(principal: Principal): Promise<AnsweringAgent[]>
  /**
   * Opens a session on `/v1/realtime`.
   *
   * @throws {PatchbayError} Where the credential does not allow it.
   */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
}

export function openVoiceRoom(options: VoiceRoomOptions): VoiceRoom {
  const { store, bus, hub, identity, connections, brain, voice, hearing, publicUrl, now, onError } = options
  const secrets = createClientSecrets(bus, now)
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_EVENT_BYTES + 1024,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })

  /** The tools of who answers, through the hub, without a credential that could be lost. */
  function connectMcp({ principal, answering, caller, callId }: Ticket): ConnectMcp {
    return async (server, signal) => {
      if (!answering || server.url !== urlOf(answering)) return options.connectMcp(server, signal)
      return throughHub(hub, answering.toolset, inCall(principal, caller?.phone, callId))
    }
  }

  function urlOf({ path }: Answering) {
    return `${publicUrl()}${path}`
  }

  async function authenticate(req: IncomingMessage): Promise<Ticket> {
    const secret = readSecret(req)
    if (secret?.startsWith('ek_')) {
      const ticket = secrets.take(secret)
      if (ticket) return ticket
      throw new PatchbayError(
        'INVALID_CLIENT_SECRET',
        'This client secret was used already, or is too old. Make another one.',
      )
    }
    const headers = secret === undefined ? req.headers : { ...req.headers, authorization: `Bearer ${secret}` }
    const principal = requireRealtime(await identity.authenticate(headers, ['api_key']))
    return { principal, session: {}, callId: newCallId(), answering: undefined, caller: undefined, expiresAt: now() }
  }

  async function serve(ws: WebSocket, ticket: Ticket, model: string): Promise<void> {
    const { principal, answering, caller, callId, session } = ticket
    const { userId } = principal
    const unheard: string[] = []
    let receive = (text: string): void => void unheard.push(text)
    ws.on('error', () => ws.terminate())
    ws.on('message', (data) => receive((data as Buffer).toString())) // Buffers, unless told otherwise.
    const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()))
    await beginCall(store, bus, {
      id: callId,
      userId,
      channel: answering ? 'page' : 'api',
      caller,
      startedAt: new Date(now()),
      maxSeconds: MAX_SESSION_SECONDS,
    })
    const record = recordTurns({ store, bus, userId, callId, now, onError })
    // The agent has ended the call: its goodbye is still said.
    let ending = false
    using listening = new DisposableStack()
    listening.defer(bus.subscribe('call.hang_up', (call) => void (ending ||= call.callId === callId)))
    await using realtime = openRealtimeSession({
      brain,
      voice,
      ears: hearing.ears,
      detector: hearing.detector,
      connectMcp: connectMcp(ticket),
      session,
      model,
      timezone: options.timezone,
      maxDurationMs: MAX_SESSION_SECONDS * 1000,
      now,
      send(event) {
        record(event)
        ws.send(JSON.stringify(event))
        if (ws.bufferedAmount > MAX_BUFFERED) ws.terminate()
        if (ending && event.type === 'response.done') ws.close(1000, 'The call was ended')
      },
      onEnd: (reason) => ws.close(1000, reason),
      onError,
    })
    receive = (text) => realtime.receive(text)
    for (const text of unheard.splice(0)) receive(text)
    keepAlive(ws)
    await closed
    await endCall(store, bus, callId, new Date(now()), 'hang_up')
  }

  return {
    [Symbol.dispose]: () => secrets[Symbol.dispose](),
    get engine() {
      return { brain: brain.name, voice: voice.name === 'none' ? null : voice.name, ears: hearing.ears?.name ?? null }
    },
    listAgents: (principal) => listAnswering(hub, requireRealtime(principal)),
    async makeSecret(principal, { session: asked = {}, seconds = SECRET_SECONDS, callerId, agent }) {
      requireRealtime(principal)
      const parsed = sessionPatch.safeParse(asked)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        throw new PatchbayError('VALIDATION_FAILED', `session.${issue?.path.join('.')}: ${issue?.message}`)
      }
      const phone = identity.withCaller(principal, callerId).caller?.phone
      const caller = phone === undefined ? undefined : await identity.lookUpCaller(phone)
      const answering = agent === undefined ? caller && clubAgent : await findAnswering(hub, principal, agent)
      if (answering?.caller === 'required' && !caller)
        throw new PatchbayError('VALIDATION_FAILED', `${answering.name} acts for a caller: name one in caller_id`)
      const callId = newCallId()
      const session = answering ? withTools(parsed.data, answering, urlOf(answering)) : parsed.data
      const expiresAt = now() + seconds * 1000
      const value = secrets.make({ principal, session, callId, answering, caller, expiresAt })
      return {
        value,
        expires_at: Math.floor(expiresAt / 1000),
        session: { ...parsed.data, type: 'realtime', object: 'realtime.session' },
        ...(answering ? { call_id: callId } : {}),
      }
    },
    async upgrade(req, socket, head) {
      const ticket = await authenticate(req)
      if (socket.destroyed) return
      let end = (): void => void socket.destroy()
      const remove = connections.add(ticket.principal, (reason) => {
        closeReason = endSentences[reason]
        end()
      })
      let closeReason = ''
      socket.once('close', remove)
      const model = new URL(req.url ?? '/', 'http://localhost').searchParams.get('model') ?? 'patchbay'
      acceptor.handleUpgrade(req, socket, head, (ws) => {
        end = () => ws.close(1001, closeReason)
        serve(ws, ticket, model).catch((error: unknown) => {
          onError(error)
          ws.close(1011, 'Something went wrong here')
        })
      })
    },
  }
}

function requireRealtime(principal: Principal): Principal {
  if (principal.scopes.includes('realtime')) return principal
  throw new PatchbayError('SCOPE_REQUIRED', 'This needs the scope realtime. Use a credential that has it.')
}

/** From the header, or from the subprotocol, which is all that a browser can set. */
function readSecret({ headers }: IncomingMessage): string | undefined {
  const bearer = headers.authorization && /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1]
  if (bearer) return bearer
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return offered.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
}

const KEY_PROTOCOL = 'openai-insecure-api-key.'

/** Who answers brings its tools, and its instructions where the session has none of its own. */
function withTools(session: SessionPatch, { slug, instructions }: Answering, url: string): SessionPatch {
  const tools = { type: 'mcp' as const, server_label: slug, server_url: url, require_approval: 'never' as const }
  return { instructions, ...session, tools: [...(session.tools ?? []), tools] }
}

function inCall(principal: Principal, phone: string | undefined, callId: string): Principal {
  const acting = { ...principal, scopes: ['tools:call' as const], proof: 'realtime_session' as const, callId }
  return phone === undefined ? acting : { ...acting, kind: 'caller', name: phone, caller: { phone } }
}

function throughHub(hub: Hub, toolset: Toolset, principal: Principal): McpConnection {
  return {
    listTools: async () => hub.listTools(principal, toolset),
    callTool: (name, args, { signal, functionCallId } = {}) =>
      hub.callTool({
        principal,
        toolset,
        name,
        arguments: args,
        idempotencyKey: functionCallId,
        signal: signal ?? new AbortController().signal,
      }),
    async [Symbol.asyncDispose]() {},
  }
}
