import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'
import { PatchbayError } from '@patchbay/contract'
import { openEventStream, type EventStream } from '../event-stream.ts'
import { answerInline } from './answer-inline.ts'
import type { DoorContext } from './door.ts'
import type { Mount } from './mounts.ts'
import { endSentences } from '../identity/open-connections.ts'
import type { Message } from './read-message.ts'
import { createRealtimeItems, type RealtimeItems } from './realtime-items.ts'
import { authInfoOf, type Speaker } from './toolset-server.ts'

interface Stream {
  id: string
  mount: Mount
  speaker: Speaker
  receive(message: JSONRPCMessage, speaker: Speaker): void
}

export interface SseDoor {
  /** @param form - `realtime` sends results of tools as items of OpenAI's Realtime protocol. */
  open(mount: Mount, speaker: Speaker, res: ServerResponse, form: 'mcp' | 'realtime'): Promise<void>
  post(mount: Mount, speaker: Speaker, req: IncomingMessage, res: ServerResponse, message: Message): Promise<void>
}

/** The HTTP+SSE pair of the 2024-11-05 revision, with answers inline for those who hold no stream. */
export function createSseDoor({ connections, createServer, liveServers }: DoorContext): SseDoor {
  const streams = new Map<string, Stream>()
  /** The one stream of each caller session. */
  const ofSession = new Map<string, Stream>()

  return {
    async open(mount, speaker, res, form) {
      const { principal } = speaker
      const single = principal.proof === 'caller_session' ? principal.credentialId : undefined
      if (single !== undefined && ofSession.has(single)) {
        throw new PatchbayError(
          'SSE_ALREADY_CONNECTED',
          'This session has a stream already. Close it first, or create another session.',
        )
      }
      const server = createServer(mount, speaker)
      const remove = connections.add(principal, (reason) => {
        events.send('end', JSON.stringify({ reason, message: endSentences[reason] }))
        events.end()
      })
      const events = openEventStream(res)
      const items = form === 'realtime' ? createRealtimeItems() : undefined
      const transport = createSseTransport(events, items)
      const stream: Stream = {
        id: randomUUID(),
        mount,
        speaker,
        receive(message, from) {
          items?.hear(message)
          transport.onmessage?.(message, { authInfo: authInfoOf(from) })
        },
      }
      streams.set(stream.id, stream)
      if (single !== undefined) ofSession.set(single, stream)
      liveServers.add(server)
      res.once('close', () => {
        remove()
        streams.delete(stream.id)
        if (single !== undefined) ofSession.delete(single)
        liveServers.delete(server)
        void server.close()
      })
      events.send('endpoint', `${mount.messages}?sessionId=${stream.id}`)
      await server.connect(transport)
    },

    async post(mount, speaker, req, res, message) {
      const named = new URL(req.url ?? '/', 'http://localhost').searchParams.get('sessionId')
      const stream = named === null ? ofSession.get(speaker.principal.credentialId) : streams.get(named)
      if (named !== null && (!stream || stream.mount.http !== mount.http || !sameSpeaker(stream.speaker, speaker))) {
        throw new PatchbayError(
          'NOT_FOUND',
          'There is no such stream. Open one, or send the message without sessionId.',
        )
      }
      if (!stream) return answerInline(createServer(mount, speaker), message, speaker, res)
      res.writeHead(202).end()
      // The shape was checked by `readMessage`, and is by the SDK.
      stream.receive(message as unknown as JSONRPCMessage, speaker)
    },
  }
}

function sameSpeaker(a: Speaker, b: Speaker): boolean {
  return (
    a.principal.credentialId === b.principal.credentialId && a.principal.caller?.phone === b.principal.caller?.phone
  )
}

function createSseTransport(events: EventStream, items: RealtimeItems | undefined): Transport {
  let sending = Promise.resolve()
  const transport: Transport = {
    async start() {},
    send(message) {
      sending = sending.then(async () => {
        events.send('message', JSON.stringify(items?.write(message) ?? message))
        // A client that reads a notification and its result in one piece may handle them in the wrong order.
        if (!('id' in message)) await setImmediate()
      })
      return sending
    },
    async close() {
      events.end()
      transport.onclose?.()
    },
  }
  return transport
}
