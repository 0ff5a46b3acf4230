import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { PatchbayError, type ClientSecret, type Me, type Principal } from '@patchbay/contract'
import { openRealtimeSession, type Brain, type ConnectMcp, type McpConnection } from '@patchbay/engine'
import { MAX_EVENT_BYTES, sessionPatch, type SessionPatch } from '@patchbay/realtime'
import type { Voice } from '@patchbay/speech'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Bus } from '../bus/bus.ts'
import type { Hub } from '../hub/hub.ts'
import { beginCall, endCall, newCallId } from '../identity/calls.ts'
import type { Identity } from '../identity/identity.ts'
import { endSentences, type OpenConnections } from '../identity/open-connections.ts'
import { keepAlive } from '../keep-alive.ts'
import type { Store } from '../store/store.ts'
import { createClientSecrets, SECRET_SECONDS, type Ticket } from './client-secrets.ts'
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
  /** Reaches a server that a session brings. */
  connectMcp: ConnectMcp
  timezone: string
  /** The origin that others see. */
  publicUrl: () => string
  /** Milliseconds since 1970. */
  now: () => number
  onError: (error: unknown) => void
}

/** The local engine, mounted: who may open a session, which call it is, and what was said in it. */
export interface VoiceRoom extends Disposable {
  /** What runs a conversation here, now: the voice changes when a better one is ready. */
  readonly engine: Me['engine']
  /**
   * Makes an ephemeral key for one session.
   *
   * @param callerId - For whom the session acts, with that caller's tools; nothing of theirs reaches the browser.
   * @throws {PatchbayError} `SCOPE_REQUIRED`, `CALLER_NOT_ALLOWED`, `INVALID_CALLER_ID` or `VALIDATION_FAILED`.
   */
  makeSecret(principal: Principal, session: unknown, seconds?: number, callerId?: string): Promise<ClientSecret>
  /**
   * Opens a session on `/v1/realtime`.
   *
   * @throws {PatchbayError} Where the credential does not allow it.
   */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
}

export function openVoiceRoom(options: VoiceRoomOptions): VoiceRoom {
  const { store, bus, hub, identity, connections, brain, voice, publicUrl, now, onError } = options
  const secrets = createClientSecrets(bus, now)
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_EVENT_BYTES + 1024,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })

  /** The tools of a caller, through the hub, without a credential that could be lost. */
  function connectMcp({ principal, caller, callId }: Ticket): ConnectMcp {
    return async (server, signal) => {
      if (!caller || server.url !== ownClub()) return options.connectMcp(server, signal)
      return throughHub(hub, actingFor(principal, caller.phone, callId))
    }
  }

  function ownClub() {
    return `${publicUrl()}/club`
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
    return { principal, session: {}, callId: newCallId(), caller: undefined, expiresAt: now() }
  }

  async function serve(ws: WebSocket, ticket: Ticket, model: string): Promise<void> {
    const { principal, caller, callId, session } = ticket
    const { userId } = principal
    const unheard: string[] = []
    let receive = (text: string): void => void unheard.push(text)
    ws.on('error', () => ws.terminate())
    ws.on('message', (data) => receive((data as Buffer).toString())) // Buffers, unless told otherwise.
    const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()))
    await beginCall(store, bus, {
      id: callId,
      userId,
      channel: caller ? 'page' : 'api',
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
      ears: undefined,
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
      return { brain: brain.name, voice: voice.name === 'none' ? null : voice.name, ears: null }
    },
    async makeSecret(principal, asked, seconds = SECRET_SECONDS, callerId) {
      requireRealtime(principal)
      const parsed = sessionPatch.safeParse(asked ?? {})
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        throw new PatchbayError('VALIDATION_FAILED', `session.${issue?.path.join('.')}: ${issue?.message}`)
      }
      const phone = identity.withCaller(principal, callerId).caller?.phone
      const caller = phone === undefined ? undefined : await identity.lookUpCaller(phone)
      const callId = newCallId()
      const session = caller ? withOwnTools(parsed.data, ownClub()) : parsed.data
      const expiresAt = now() + seconds * 1000
      const value = secrets.make({ principal, session, callId, caller, expiresAt })
      return {
        value,
        expires_at: Math.floor(expiresAt / 1000),
        session: { ...parsed.data, type: 'realtime', object: 'realtime.session' },
        ...(caller ? { call_id: callId } : {}),
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

function withOwnTools(session: SessionPatch, url: string): SessionPatch {
  const own = { type: 'mcp' as const, server_label: 'club', server_url: url, require_approval: 'never' as const }
  return { ...session, tools: [...(session.tools ?? []), own] }
}

function actingFor(principal: Principal, phone: string, callId: string): Principal {
  return {
    ...principal,
    kind: 'caller',
    name: phone,
    scopes: ['tools:call'],
    proof: 'realtime_session',
    caller: { phone },
    callId,
  }
}

function throughHub(hub: Hub, principal: Principal): McpConnection {
  const toolset = { kind: 'service', service: 'club' } as const
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
