import {
  auth,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type ClientCapabilities,
  type OAuthClientProvider,
  type Transport,
} from '@modelcontextprotocol/client'
import { PatchbayError, type Tool } from '@patchbay/contract'
import { clientInfo, isSubscription, openClientLink, type ClientLink } from './client-link.ts'
import type { Guard } from './guard.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { isOldServer } from './http-status.ts'
import { reasonOf } from './reason-of.ts'
import { requestByHttp, Unauthorized, type HttpRequestOptions } from './http-request.ts'
import type { EraVerdict, Link, LinkEvents, TransportKind } from './link.ts'
import { findHeaderParams, type HeaderParam } from './param-headers.ts'
import { WebSocketTransport } from './websocket-transport.ts'

/** Connections to one HTTP server at a time. */
const CONNECTIONS = 64

/** A process that speaks MCP. */
export interface ProcessTransport {
  transport: Transport
  memory: () => Promise<number | null>
  /** What went wrong, with the last words of the process. */
  explain: (what: string) => string
}

export interface LinkTarget {
  type: TransportKind | 'auto'
  url: string
  /** With the credential, where it is a key. */
  headers: Record<string, string>
  /** Where a person signed in at the server. */
  authProvider: OAuthClientProvider | undefined
  verdict: EraVerdict | undefined
  /** What the server may ask of whoever is behind a call. */
  capabilities: ClientCapabilities
}

export interface OpenLinkOptions {
  guard: Guard
  events: LinkEvents
  /** Starts a server that is a process of its own. */
  startProcess: () => Promise<ProcessTransport>
  now: () => number
  /** From 0 to 1. */
  random: () => number
  /** Is told where the connection stands. */
  onStage?: (stage: 'start' | 'connect') => void
}

/** Connects to a server by the transport that it has; `auto` finds out which. */
export async function openLink(target: LinkTarget, options: OpenLinkOptions): Promise<Link> {
  switch (target.type === 'auto' ? guessType(target.url) : target.type) {
    case 'stdio':
      return openProcess(target, options)
    case 'websocket':
      return openWebSocket(target, options)
    case 'sse':
      return openSse(target, options)
    case 'http':
      return openHttp(target, options).catch((error: unknown) => {
        // What only an older server answers so; of any other failure the first is the one to tell.
        if (target.type !== 'auto' || !isOldServer(error)) throw error
        return openSse(target, options)
      })
  }
}

/** By the address's scheme; what has none is a command. */
export function guessType(url: string): TransportKind {
  if (/^wss?:\/\//i.test(url)) return 'websocket'
  if (!/^https?:\/\//i.test(url)) return 'stdio'
  // By custom the older transport is mounted there; that it answers by the newer one is tried first.
  return 'http'
}

async function openProcess(
  { verdict, capabilities }: LinkTarget,
  { startProcess, events, now, random, onStage }: OpenLinkOptions,
) {
  onStage?.('start')
  const { transport, memory, explain } = await startProcess()
  onStage?.('connect')
  const told = { ...events, onClosed: (reason: string) => events.onClosed(explain(reason)) }
  return openClientLink({ kind: 'stdio', transport, verdict, capabilities, events: told, now, random, memory }).catch(
    (error: unknown) => {
      void transport.close()
      throw new Error(explain(reasonOf(error)), { cause: error })
    },
  )
}

function openWebSocket(
  { url, headers, verdict, capabilities }: LinkTarget,
  { guard, events, now, random, onStage }: OpenLinkOptions,
) {
  onStage?.('connect')
  const transport = new WebSocketTransport(readUrl(url, ['ws:', 'wss:']), headers, guard)
  return openClientLink({ kind: 'websocket', transport, verdict, capabilities, events, now, random })
}

function openSse(target: LinkTarget, { guard, events, now, random, onStage }: OpenLinkOptions) {
  onStage?.('connect')
  const { url, headers, authProvider, capabilities } = target
  const transport = new SSEClientTransport(readUrl(url, ['http:', 'https:']), {
    requestInit: { headers },
    fetch: guardedFetch(guard, { patient: true }),
    ...(authProvider && { authProvider: renewing(authProvider, url, guard) }),
  })
  return openClientLink({
    kind: 'sse',
    transport,
    verdict: { era: 'legacy', at: now() },
    capabilities,
    events,
    now,
    random,
  })
}

async function openHttp(target: LinkTarget, { guard, events, now, random, onStage }: OpenLinkOptions): Promise<Link> {
  onStage?.('connect')
  const { headers, authProvider, verdict, capabilities } = target
  const url = readUrl(target.url, ['http:', 'https:'])
  const signedIn = authProvider && renewing(authProvider, url, guard)
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers },
    fetch: guardedFetch(guard, { patient: true }),
    ...(signedIn && { authProvider: signedIn }),
  })
  const link = await openClientLink({ kind: 'http', transport, verdict, capabilities, events, now, random })
  return besideClient(link, transport, url, target, guard, signedIn)
}

/** Requests go by plain HTTP; the SDK's client keeps the session, and hears what the server says of itself. */
function besideClient(
  link: ClientLink,
  transport: StreamableHTTPClientTransport,
  url: URL,
  { headers, capabilities }: LinkTarget,
  guard: Guard,
  signedIn: Renewing | undefined,
): Link {
  const pool = guard.openPool(url.origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const modern = link.verdict.era === 'modern'
  const fixed: Record<string, string> = {
    ...lowered(headers),
    'mcp-protocol-version': link.protocolVersion,
    ...(transport.sessionId === undefined ? {} : { 'mcp-session-id': transport.sessionId }),
  }
  const params = new Map<string, readonly HeaderParam[]>()
  const request: HttpRequestOptions = {
    pool,
    path: url.pathname + url.search,
    headers: signedIn ? async () => ({ ...fixed, ...bearer(await signedIn.token()) }) : () => fixed,
    envelope: modern
      ? {
          [PROTOCOL_VERSION_META_KEY]: link.protocolVersion,
          [CLIENT_INFO_META_KEY]: clientInfo,
          [CLIENT_CAPABILITIES_META_KEY]: capabilities,
        }
      : undefined,
    headerParams: (tool) => params.get(tool) ?? [],
  }
  async function askSignedIn(signIn: Renewing, ask: () => Promise<Record<string, unknown>>) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Unauthorized)) throw error
      await signIn.onUnauthorized()
      return ask()
    }
  }

  /** Which arguments its tools want as headers too; what a tool may be is looked at elsewhere. */
  function readMarks(result: Record<string, unknown>): Record<string, unknown> {
    const tools = Array.isArray(result.tools) ? (result.tools as Tool[]) : []
    for (const tool of tools) if (tool?.name) params.set(tool.name, findHeaderParams(tool))
    return result
  }

  return {
    ...link,
    request(method, sent, asking) {
      if (modern && isSubscription(method)) return link.request(method, sent, asking)
      const ask = () => requestByHttp(request, method, sent, asking)
      const answer = signedIn ? askSignedIn(signedIn, ask) : ask()
      return modern && method === 'tools/list' ? answer.then(readMarks) : answer
    },
    async close() {
      // A server that keeps sessions may forget this one.
      await Promise.race([
        transport.terminateSession().catch(() => {}),
        new Promise((done) => setTimeout(done, 500).unref()),
      ])
      await link.close()
      // A connection that was lost while it was being closed is closed twice.
      if (!pool.destroyed) await pool.destroy()
    },
  }
}

/** A sign-in whose token is renewed once for everybody who finds it over: a second renewal would look like a theft. */
interface Renewing {
  token(): Promise<string | undefined>
  /** @throws {Unauthorized} Where a person has to sign in again. */
  onUnauthorized(): Promise<void>
}

function renewing(provider: OAuthClientProvider, serverUrl: string | URL, guard: Guard): Renewing {
  let underWay: Promise<void> | undefined
  async function renew(): Promise<void> {
    try {
      await auth(provider, { serverUrl, fetchFn: guardedFetch(guard) })
    } catch (cause) {
      throw new Unauthorized('A person has to sign in at the server again', { cause })
    }
  }
  return {
    token: async () => (await provider.tokens())?.access_token,
    onUnauthorized: () => (underWay ??= renew().finally(() => (underWay = undefined))),
  }
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

function lowered(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function readUrl(text: string, protocols: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && protocols.includes(url.protocol)) return url
  throw new PatchbayError('VALIDATION_FAILED', `${text} is no address that begins with ${protocols.join('// or ')}//`)
}
