import type { CallToolResult, Principal, TestResult, Tool } from '@patchbay/contract'
import type { mcpServers } from '../store/schema/mcp-servers.ts'

export type ServerRow = typeof mcpServers.$inferSelect

/** A request that a server makes of the client behind a call. */
export interface ServerRequest {
  method: 'sampling/createMessage' | 'elicitation/create' | 'roots/list'
  params: Record<string, unknown>
}

/** What can be done for a server in the name of the client that asked. */
export interface ClientSide {
  onProgress?: ((progress: Progress) => void) | undefined
  onLog?: ((message: LogMessage) => void) | undefined
  /** Puts the server's request to the client behind the call; absent where that client takes none. */
  onRequest?: ((request: ServerRequest, signal: AbortSignal) => Promise<Record<string, unknown>>) | undefined
  /** What that client said that it can do (its `ClientCapabilities`). */
  capabilities?: Record<string, unknown> | undefined
}

interface UpstreamCall extends ClientSide {
  name: string
  arguments: Record<string, unknown>
  /** Goes along as `_meta`. */
  meta: Record<string, unknown>
  principal: Principal
  signal: AbortSignal
  /** From bindings: sent with this request alone, where the transport has headers. */
  headers?: Record<string, string> | undefined
  /** The client's answers to what an earlier `input_required` asked for (revision 2026-07-28). */
  inputResponses?: Record<string, unknown> | undefined
  requestState?: string | undefined
}

/** The params of `notifications/progress`, without the token. */
export interface Progress {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

/** The params of `notifications/message`. */
export interface LogMessage {
  level: 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency'
  data: unknown
  logger?: string
}

/** A list of a server that may have changed. */
export type ChangedList = 'tools' | 'resources' | 'prompts'

/** The server cannot be reached: nothing was sent, so nothing was done. */
export class UpstreamUnavailable extends Error {
  readonly retryAfterS: number
  constructor(message: string, retryAfterS: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UpstreamUnavailable'
    this.retryAfterS = retryAfterS
  }
}

/**
 * The live connection to a server or a service, with one credential. It connects when it is first needed and comes back
 * by itself for ever; nothing of it ends because the server does.
 */
export interface Upstream {
  /**
   * Every page of `tools/list`; an invalid tool is left out and takes no other with it.
   *
   * @throws {UpstreamUnavailable}
   */
  listTools(): Promise<Tool[]>
  /**
   * @throws {UpstreamUnavailable} Within a second where the server is down: nothing was sent.
   * @throws {ProtocolError} The server's own, of `@modelcontextprotocol/server`.
   * @throws Anything else: it was sent, and nobody saw how it ended.
   */
  callTool(call: UpstreamCall): Promise<CallToolResult>
  /**
   * Any other request (`resources/read`, `prompts/get`, `completion/complete`, …); its result passes as it came.
   *
   * @throws As `callTool`.
   */
  request(
    method: string,
    params: Record<string, unknown>,
    options: ClientSide & { principal: Principal; signal: AbortSignal; headers?: Record<string, string> | undefined },
  ): Promise<Record<string, unknown>>
  /** What the server can do (its `ServerCapabilities`), as far as it was ever connected. */
  capabilities(): Record<string, unknown> | undefined
  /** @returns The way to stop. */
  onListChanged(listener: (list: ChangedList) => void): () => void
  /** Hears `notifications/resources/updated`. @returns The way to stop. */
  onResourceUpdated(listener: (uri: string) => void): () => void
}

/** A server or service as the hub knows it. */
export interface KnownServer {
  /** The row of `mcp_servers`, replaced when it changes. */
  readonly row: ServerRow
  /** What its tools are known by where names collide, `[a-zA-Z0-9_-]`. */
  readonly label: string
  /** The connection with the credential that this user has there; the same object while the settings stand. */
  upstreamFor(userId: number): Upstream
  /** The connection with its owner's credential: its lists are the server's. */
  readonly upstream: Upstream
}

/** Every server that anybody registered, every service, and their connections. */
export interface Upstreams extends AsyncDisposable {
  all(): readonly KnownServer[]
  find(serverId: number): KnownServer | undefined
  /** Those that a user may use: their own, the services, and what others share. */
  visibleTo(userId: number): readonly KnownServer[]
  /** Hears of servers that came, changed or went, before anybody is told on the bus. @returns The way to stop. */
  onServersChanged(listener: (serverId: number) => void): () => void
  /** Reads a server's row again, as after `server.changed`, and waits until that is done. */
  reload(serverId: number): Promise<void>
  /** Connects (again) and waits for the outcome, which the row then has. */
  connect(serverId: number): Promise<void>
  /** Closes every connection of the server; it stays `disconnected` until it is asked for or connected again. */
  disconnect(serverId: number): Promise<void>
  /** Tries a connection of its own, step by step, and closes it. */
  test(serverId: number, userId: number): Promise<TestResult>
  /** Resident memory of the server's own processes, in bytes; null where it runs elsewhere. */
  memoryOf(serverId: number): Promise<number | null>
}
