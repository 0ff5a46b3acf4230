import {
  Client,
  ProtocolError as ClientProtocolError,
  type ClientCapabilities,
  type Transport,
} from '@modelcontextprotocol/client'
import * as z from 'zod'
import { asOurError } from './as-our-error.ts'
import { keepListening } from './listen-stream.ts'
import { deliverInOrder } from './ordered-delivery.ts'
import type { Asking, EraVerdict, Link, LinkEvents, TransportKind } from './link.ts'
import type { ChangedList, ClientSide, LogMessage } from './upstream.ts'

/** A call may be as long as its caller waits: `deadline` and the caller's signal end it, not the client. */
const NO_TIMEOUT_MS = 2 ** 31 - 1

/** How long a server may take to answer the first request, in ms. */
const CONNECT_MS = 20_000

/** Results pass as they came: the typed schemas would drop members that they do not know. */
const anyObject = z.looseObject({})

export const clientInfo = { name: 'patchbay', version: '0.1.0' }

export interface ClientLinkOptions {
  kind: TransportKind
  transport: Transport
  /** What was found out before, where that was not long ago. */
  verdict: EraVerdict | undefined
  /** What the server may ask of whoever is behind a call. */
  capabilities: ClientCapabilities
  events: LinkEvents
  now: () => number
  /** From 0 to 1. */
  random: () => number
  memory?: () => Promise<number | null>
}

const asked = [
  ['sampling', 'sampling/createMessage'],
  ['elicitation', 'elicitation/create'],
  ['roots', 'roots/list'],
] as const

/** A link by the SDK's client, over any transport. */
export interface ClientLink extends Link {
  client: Client
  transportOf: Transport
}

/** @throws Where the server does not answer, or not as an MCP server. */
export async function openClientLink(options: ClientLinkOptions): Promise<ClientLink> {
  const { kind, transport, verdict, events, now, random } = options
  /** Calls under way whose client can be asked or told something. */
  const open = new Set<ClientSide>()
  const changed = (list: ChangedList) => ({ autoRefresh: false, onChanged: () => events.onListChanged(list) })
  const client = new Client(clientInfo, {
    capabilities: options.capabilities,
    versionNegotiation: { mode: 'auto' },
    listChanged: { tools: changed('tools'), resources: changed('resources'), prompts: changed('prompts') },
  })
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => events.onResourceUpdated(params.uri))
  // Over one stream nothing says which call it belongs to: only where one call is under way it is known.
  const only = () => (open.size === 1 ? [...open][0] : undefined)
  client.setNotificationHandler('notifications/message', ({ params }) => only()?.onLog?.(params as LogMessage))
  for (const [capability, method] of asked) {
    if (!options.capabilities[capability]) continue
    client.setRequestHandler(method, async ({ params }, { mcpReq }) => {
      const side = only()
      if (!side?.onRequest) throw new ClientProtocolError(-32_601, `Nobody here can answer ${method}`)
      // The client's own answer passes as it came.
      return (await side.onRequest({ method, params: params ?? {} }, mcpReq.signal)) as never
    })
  }
  let closed = false
  await client.connect(deliverInOrder(transport), {
    timeout: CONNECT_MS,
    ...(verdict?.era === 'legacy' ? { prior: { kind: 'legacy' as const } } : {}),
  })
  client.onclose = () => {
    if (!closed) events.onClosed('The connection was closed')
    closed = true
  }

  const era = client.getProtocolEra() === 'modern' ? 'modern' : 'legacy'
  const stream = era === 'modern' ? keepListening({ client, events, now, random }) : undefined

  async function request(method: string, params: Record<string, unknown>, asking: Asking) {
    const { onProgress, signal } = asking
    if (stream && isSubscription(method)) {
      const uri = String(params.uri)
      if (method === 'resources/subscribe') await stream.subscribe(uri, signal)
      else stream.unsubscribe(uri)
      return {}
    }
    open.add(asking)
    try {
      return await client.request({ method, params }, anyObject, {
        signal,
        timeout: NO_TIMEOUT_MS,
        allowInputRequired: true,
        ...(onProgress ? { onprogress: onProgress } : {}),
      })
    } catch (error) {
      throw asOurError(error)
    } finally {
      open.delete(asking)
    }
  }

  // Each client chooses what it hears; the server is to tell everything.
  if (client.getServerCapabilities()?.logging && era !== 'modern') {
    await client.request({ method: 'logging/setLevel', params: { level: 'debug' } }, anyObject).catch(() => {})
  }
  return {
    client,
    transportOf: transport,
    transport: kind,
    protocolVersion: client.getNegotiatedProtocolVersion() ?? '',
    capabilities: client.getServerCapabilities() ?? {},
    serverInfo: client.getServerVersion(),
    instructions: client.getInstructions(),
    verdict: verdict?.era === era ? verdict : { era, at: now() },
    request,
    async ping(signal) {
      const asking = { signal }
      await (era === 'modern' ? request('tools/list', {}, asking) : request('ping', {}, asking))
    },
    memory: options.memory ?? (async () => null),
    async close() {
      closed = true
      stream?.close()
      await client.close()
    },
  }
}

/** Whether the revision 2026-07-28 has a stream in its place. */
export function isSubscription(method: string): boolean {
  return method === 'resources/subscribe' || method === 'resources/unsubscribe'
}
