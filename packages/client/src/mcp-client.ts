import { PatchbayError } from '@patchbay/contract/error'
import { META } from '@patchbay/contract/meta'
import type { CallToolResult, Tool, ToolCaller, ToolCallOptions } from '@patchbay/contract/tool-caller'
import * as z from 'zod'
import { givenToken } from './given-token.ts'
import { MessageQueue } from './message-queue.ts'
import { toRealtimeMessage, type RealtimeMessage } from './realtime-message.ts'
import type { SignIn } from './sign-in/sign-in.ts'
import { StayConnected } from './stay-connected.ts'

export interface MCPClientOptions {
  /** Where the gateway is: `http://localhost:8000`. */
  baseUrl: string | URL
  /** The mount on it: `/mcp-server`, the library, unless given. Empty where `baseUrl` is the whole address of an MCP server. */
  path?: string
  /** An access token or an API key; a function where it changes. */
  accessToken?: string | (() => string | Promise<string>)
  /** Gets tokens by having a person sign in (`createSignIn`), in place of `accessToken`. */
  signIn?: SignIn
  /** On every request: `{ 'X-Caller-Id': '+5511999999999' }`. */
  headers?: Record<string, string>
  /** How long a tool may take, in ms; a minute unless given. */
  timeoutMs?: number
  /** How often something is tried again where the server cannot be reached; 5 unless given. */
  retries?: number
  /** Before the first of them, in ms, doubled each time; 250 unless given. */
  retryDelayMs?: number
  fetch?: typeof globalThis.fetch
}

/** Results pass as they came: the SDK's own schemas would drop members that they do not know. */
const anyResult = z.looseObject({})
const listed = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })), nextCursor: z.string().optional() })

const DEFAULT_TIMEOUT_MS = 60_000

/** How many pages of tools are read: a server that never ends its list is not followed for ever. */
const MAX_PAGES = 100

/**
 * Calls the tools of a Patchbay gateway, or of any MCP server that speaks Streamable HTTP, from Node or a browser.
 *
 * It reconnects by itself, and takes up a broken stream where it was if the server lets it. A call whose connection
 * breaks is made again only if its tool is a read, or if it carries an `idempotencyKey`.
 *
 * Every error is a `PatchbayError` with a `code`, but what an `AbortSignal` brings: its own reason.
 */
export class MCPClient implements ToolCaller, AsyncDisposable {
  private readonly options: MCPClientOptions
  private readonly listeners = new Set<() => void>()
  private messages = new MessageQueue<RealtimeMessage>()
  private link: StayConnected | undefined
  /** The tools as they were last listed; nothing where they may have changed. */
  private known: Map<string, Tool> | undefined

  constructor(options: MCPClientOptions) {
    this.options = options
  }

  /**
   * Connects, and has a person sign in first where the server wants that and there is a `signIn`.
   *
   * @param signal - Aborting it gives up, a sign-in that is waited for included.
   * @throws {PatchbayError} `SERVER_UNREACHABLE`, `SIGN_IN_REQUIRED`, `SIGN_IN_FAILED`, or what the server says.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    if (this.link) return
    const link = this.createLink()
    this.link = link
    this.messages = new MessageQueue()
    try {
      await link.use(async () => {}, { what: 'Connecting', signal, isRepeatable: () => true })
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** @throws {PatchbayError} `NOT_CONNECTED` before `connect`. */
  async listTools(signal?: AbortSignal): Promise<Tool[]> {
    const tools: Tool[] = []
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params = cursor === undefined ? {} : { cursor }
      const answer = await this.connected().use(
        ({ client }) => client.request({ method: 'tools/list', params }, listed, signal ? { signal } : {}),
        { what: 'Listing the tools', signal, isRepeatable: () => true },
      )
      // As far as it is used here, checked.
      tools.push(...(answer.tools as unknown as Tool[]))
      cursor = answer.nextCursor
      if (cursor === undefined) break
    }
    this.known = new Map(tools.map((tool) => [tool.name, tool]))
    return tools
  }

  /**
   * Calls a tool. Its result is returned, and comes by `iterMessages` as well.
   *
   * @param options - `idempotencyKey`: give one only where the server answers a repeated key with what the first call
   *   did, as Patchbay does.
   * @returns The tool's answer; also where the tool failed (`isError`), in words for a model.
   * @throws {PatchbayError} `CONNECTION_LOST` where it may have been done, or not; `SERVER_UNREACHABLE` where it was not.
   */
  async callTool(
    name: string,
    args: Record<string, unknown> = {},
    options: ToolCallOptions = {},
  ): Promise<CallToolResult> {
    const { signal, functionCallId } = options
    const params = { name, arguments: args, _meta: metaOf(options) }
    const request = { timeout: this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS, ...(signal && { signal }) }
    const answer = await this.connected().use(
      ({ client }) => client.request({ method: 'tools/call', params }, anyResult, request),
      {
        what: name,
        signal,
        isRepeatable: async () => options.idempotencyKey !== undefined || this.isRead(name, signal),
      },
    )
    // As far as it is used here, checked.
    const result = (Array.isArray(answer['content']) ? answer : { ...answer, content: [] }) as unknown as CallToolResult
    this.messages.push(toRealtimeMessage(functionCallId ?? `call_${crypto.randomUUID()}`, result))
    return result
  }

  onToolsChanged(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Tool results in the order of their coming, as events for OpenAI's Realtime API. They are kept until read (the last
   * thousand), and each is read once. Ends when the client is closed.
   *
   * @param signal - Ends this reader.
   */
  iterMessages(signal?: AbortSignal): AsyncGenerator<RealtimeMessage, void, undefined> {
    return this.messages.read(signal)
  }

  /** Ends what is under way. It may be connected again. */
  async close(): Promise<void> {
    const { link } = this
    this.link = undefined
    this.known = undefined
    this.messages.end()
    await link?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  private createLink(): StayConnected {
    const {
      signIn,
      headers = {},
      retries = 5,
      retryDelayMs = 250,
      fetch = globalThis.fetch.bind(globalThis),
    } = this.options
    const url = this.url()
    return new StayConnected({
      url,
      authProvider: signIn?.authProvider(url) ?? givenToken(this.options.accessToken),
      signIn: signIn && ((needed, signal) => signIn.signIn(url, needed, signal)),
      headers,
      fetch: signIn?.watch(fetch) ?? fetch,
      retries,
      retryDelayMs,
      onToolsChanged: () => {
        this.known = undefined
        for (const listener of this.listeners) listener()
      },
    })
  }

  private url(): URL {
    const { baseUrl, path = '/mcp-server' } = this.options
    const url = new URL(baseUrl)
    if (path !== '') url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
    return url
  }

  private connected(): StayConnected {
    if (!this.link) throw new PatchbayError('NOT_CONNECTED', 'Call connect() first')
    return this.link
  }

  private async isRead(name: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (!this.known) await this.listTools(signal)
    return this.known?.get(name)?.annotations?.readOnlyHint === true
  }
}

/** What goes with a call besides its arguments. An engine's id of a call makes two tries of it the same one. */
function metaOf({ callId, turn, functionCallId, idempotencyKey = functionCallId }: ToolCallOptions) {
  return {
    ...(callId !== undefined && { [META.callId]: callId }),
    ...(turn !== undefined && { [META.turn]: turn }),
    ...(functionCallId !== undefined && { [META.functionCallId]: functionCallId }),
    ...(idempotencyKey !== undefined && { [META.idempotencyKey]: idempotencyKey }),
  }
}
