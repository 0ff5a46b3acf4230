import {
  classifyInboundRequest,
  SUBSCRIPTION_ID_META_KEY,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server'
import type { DoorContext } from './door.ts'
import type { Mount } from './mounts.ts'
import { MAX_RESOURCES, namedResources, subscribeResources, withResources } from './resource-subscriptions.ts'
import type { Speaker } from './toolset-server.ts'

/** One `subscriptions/listen` of a connection. */
interface Listener {
  left: AbortController
  /** How many resources it named, and later how many it hears of. */
  resources: number
  /** The acknowledgement comes before everything else. */
  isAcknowledged: boolean
}

/**
 * A socket on which `subscriptions/listen` (revision 2026-07-28) tells of resources too: those that a request names are
 * subscribed at their servers before the SDK sees it, and updates go to their subscription alone.
 *
 * @param socket - Where messages come from and go to; it belongs to this transport from now on.
 */
export function listenOverSocket(socket: Transport, context: DoorContext, mount: Mount, speaker: Speaker): Transport {
  /** By the request's id, which is the subscription's. */
  const open = new Map<unknown, Listener>()

  async function listen(request: JSONRPCRequest): Promise<void> {
    end(request.id)
    const left = new AbortController()
    const taken = [...open.values()].reduce((sum, { resources }) => sum + resources, 0)
    const named = namedResources(request.params).slice(0, MAX_RESOURCES - taken)
    const listener: Listener = { left, resources: named.length, isAcknowledged: false }
    open.set(request.id, listener)
    const onUpdated = (uri: string) => {
      if (listener.isAcknowledged && !left.signal.aborted) tell(request.id, uri)
    }
    const told = await subscribeResources(named, { context, mount, speaker, signal: left.signal, onUpdated })
    if (left.signal.aborted) return
    listener.resources = told.length
    served.onmessage?.({ ...request, params: withResources(request.params, told) })
  }

  function tell(id: RequestId, uri: string): void {
    const params = { uri, _meta: { [SUBSCRIPTION_ID_META_KEY]: id } }
    socket
      .send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params })
      .catch((error: unknown) => context.onClientError(error))
  }

  function end(id: unknown): void {
    open.get(id)?.left.abort(new Error('Nobody listens any more'))
    open.delete(id)
  }

  const served: Transport = {
    async start() {
      socket.onmessage = (message, extra) => {
        if (isListen(message)) return void listen(message).catch(context.onError)
        if ('method' in message && message.method === 'notifications/cancelled') end(message.params?.requestId)
        served.onmessage?.(message, extra)
      }
      socket.onerror = (error) => served.onerror?.(error)
      socket.onclose = () => {
        for (const id of open.keys()) end(id)
        served.onclose?.()
      }
      await socket.start()
    },
    async send(message, options) {
      // What has an answer is over, or was refused.
      if (!('method' in message)) end(message.id)
      const sent = socket.send(message, options)
      const listener = open.get(acknowledgedBy(message))
      if (listener) listener.isAcknowledged = true
      await sent
    },
    close: () => socket.close(),
  }
  return served
}

/** Whether it is one of the revision, by what it says of itself; any other the SDK refuses. */
function isListen(message: JSONRPCMessage): message is JSONRPCRequest {
  if (!('method' in message && 'id' in message) || message.method !== 'subscriptions/listen') return false
  return classifyInboundRequest({ httpMethod: 'POST', body: message }).kind === 'modern'
}

function acknowledgedBy(message: JSONRPCMessage): unknown {
  if (!('method' in message) || message.method !== 'notifications/subscriptions/acknowledged') return undefined
  return message.params?._meta?.[SUBSCRIPTION_ID_META_KEY]
}
