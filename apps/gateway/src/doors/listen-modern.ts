import type { IncomingMessage, ServerResponse } from 'node:http'
import { toNodeHandler, type NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server'
import type { ChangedList } from '../hub/hub.ts'
import { isMembers } from './client-capabilities.ts'
import type { DoorContext } from './door.ts'
import type { Mount } from './mounts.ts'
import type { Message } from './read-message.ts'
import { authInfoOf, type Speaker } from './toolset-server.ts'

/** Resources that one stream may listen to. */
const MAX_RESOURCES = 100

/** How long a server may take to begin to tell of a resource, in ms. */
const SUBSCRIBE_MS = 5_000

/** Streams of `subscriptions/listen` (revision 2026-07-28). */
export interface ModernListeners {
  handle(mount: Mount, speaker: Speaker, req: IncomingMessage, res: ServerResponse, body: Message): Promise<void>
  /** Tells those who listen that a list may have changed. */
  changed(list: ChangedList): void
  close(): Promise<void>
}

export function createModernListeners(context: DoorContext): ModernListeners {
  const { hub, passThrough, createServer, onClientError, onError } = context
  /** One each: what one stream hears of its resources is not for another user's. */
  const open = new Set<McpHttpHandler>()

  return {
    async handle(mount, speaker, req, res, body) {
      const handler = createMcpHandler(() => createServer(mount, speaker), { legacy: 'reject', onerror: onClientError })
      const left = new AbortController()
      const stops: (() => Promise<void>)[] = []
      res.once('close', () => {
        left.abort(new Error('The client went away'))
        open.delete(handler)
        for (const stop of stops.splice(0)) stop().catch(onError)
        handler.close().catch(onError)
      })
      const { principal } = speaker
      const servers = hub.serversOf(principal, mount.toolset)

      /** @returns Whether its server tells of it. */
      async function subscribe(uri: string): Promise<boolean> {
        const signal = AbortSignal.any([left.signal, AbortSignal.timeout(SUBSCRIBE_MS)])
        const updated = () => handler.notify.resourceUpdated(uri)
        const stop = await passThrough.subscribe(uri, { principal, servers, signal }, updated).catch(() => undefined)
        if (stop && left.signal.aborted) await stop()
        else if (stop) stops.push(stop)
        return stop !== undefined
      }

      const wanted = resourcesOf(body).slice(0, MAX_RESOURCES)
      const told = await Promise.all(wanted.map(subscribe))
      if (left.signal.aborted) return
      open.add(handler)
      // A request that reached us has a method; Node's type covers responses too.
      const known = Object.assign(req, { auth: authInfoOf(speaker) }) as NodeIncomingMessageLike
      const granted = withResources(
        body,
        wanted.filter((_, n) => told[n]),
      )
      await toNodeHandler(handler, { onerror: onClientError })(known, res, granted)
    },
    changed(list) {
      for (const { notify } of open) {
        if (list === 'tools') notify.toolsChanged()
        else if (list === 'resources') notify.resourcesChanged()
        else notify.promptsChanged()
      }
    },
    async close() {
      await Promise.all([...open].map((handler) => handler.close()))
    },
  }
}

function filterOf({ params }: Message): Message | undefined {
  return isMembers(params) && isMembers(params.notifications) ? params.notifications : undefined
}

function resourcesOf(body: Message): string[] {
  const wanted = filterOf(body)?.resourceSubscriptions
  return Array.isArray(wanted) ? [...new Set(wanted.filter((uri) => typeof uri === 'string'))] : []
}

/** The request with what it can be told of: the acknowledgement says just that. */
function withResources(body: Message, resourceSubscriptions: string[]): Message {
  const filter = filterOf(body)
  if (!Array.isArray(filter?.resourceSubscriptions) || !isMembers(body.params)) return body
  return { ...body, params: { ...body.params, notifications: { ...filter, resourceSubscriptions } } }
}
