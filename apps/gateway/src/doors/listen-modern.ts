import type { IncomingMessage, ServerResponse } from 'node:http'
import { toNodeHandler, type NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server'
import type { ChangedList } from '../hub/hub.ts'
import type { DoorContext } from './door.ts'
import type { Mount } from './mounts.ts'
import type { Message } from './read-message.ts'
import { MAX_RESOURCES, namedResources, subscribeResources, withResources } from './resource-subscriptions.ts'
import { authInfoOf, type Speaker } from './toolset-server.ts'

/** Streams of `subscriptions/listen` (revision 2026-07-28). */
export interface ModernListeners {
  handle(mount: Mount, speaker: Speaker, req: IncomingMessage, res: ServerResponse, body: Message): Promise<void>
  /** Tells those who listen that a list may have changed. */
  changed(list: ChangedList): void
  close(): Promise<void>
}

export function createModernListeners(context: DoorContext): ModernListeners {
  const { createServer, onClientError, onError } = context
  /** One each: what one stream hears of its resources is not for another user's. */
  const open = new Set<McpHttpHandler>()

  return {
    async handle(mount, speaker, req, res, body) {
      const handler = createMcpHandler(() => createServer(mount, speaker), { legacy: 'reject', onerror: onClientError })
      const left = new AbortController()
      res.once('close', () => {
        left.abort(new Error('The client went away'))
        open.delete(handler)
        handler.close().catch(onError)
      })
      const told = await subscribeResources(namedResources(body.params).slice(0, MAX_RESOURCES), {
        context,
        mount,
        speaker,
        signal: left.signal,
        onUpdated: (uri) => handler.notify.resourceUpdated(uri),
      })
      if (left.signal.aborted) return
      open.add(handler)
      // A request that reached us has a method; Node's type covers responses too.
      const known = Object.assign(req, { auth: authInfoOf(speaker) }) as NodeIncomingMessageLike
      const granted = { ...body, params: withResources(body.params, told) }
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
