import type { ClientEvent, ServerEvent } from '@patchbay/realtime'
import WebSocket from 'ws'
import { endsAnswer, readAnswer, type Answer } from './realtime-answer.ts'
import { mcpApiKey, type Gateway } from './start-gateway.ts'

/** A voice conversation with the gateway, by the plainest client there is: a WebSocket and JSON. */
export interface RealtimeClient extends AsyncDisposable {
  /** Every event that has come, oldest first. */
  events: ServerEvent[]
  send(event: ClientEvent): void
  /** Resolves with the first event of a type, past or coming, that fits; rejects when the socket closes without one. */
  find<Type extends ServerEvent['type']>(
    type: Type,
    fits?: (event: Extract<ServerEvent, { type: Type }>) => boolean,
  ): Promise<Extract<ServerEvent, { type: Type }>>
  /** Says something in text, and waits for the whole answer; rejects with an error event that comes instead. */
  say(text: string): Promise<Answer>
  /** Waits for the whole answer to what was sent after the first `from` events. */
  answer(from: number): Promise<Answer>
  /** Resolves once the socket has closed, whoever closed it. */
  closed: Promise<{ code: number; reason: string }>
}

export interface RealtimeOptions {
  /** An API key or an ephemeral key: the worker's unset. */
  key?: string
  /** Names the key as browsers do, which cannot set a header. */
  bySubprotocol?: boolean
  /** Sent as the first event. */
  session?: Extract<ClientEvent, { type: 'session.update' }>['session']
}

/** The address of the gateway's voice engine. */
export function realtimeUrl({ port }: Gateway): string {
  return `ws://127.0.0.1:${port}/v1/realtime?model=patchbay`
}

/**
 * Opens a conversation and waits for its greeting.
 *
 * @throws where the gateway refuses the connection; `refusal` reads its answer.
 */
export async function openRealtime(gateway: Gateway, options: RealtimeOptions = {}): Promise<RealtimeClient> {
  const client = follow(connect(gateway, options))
  await client.find('session.created')
  if (options.session) {
    client.send({ type: 'session.update', session: options.session })
    await client.find('session.updated')
  }
  return client
}

/** The HTTP answer to a connection that the gateway is expected to refuse. */
export async function refusal(gateway: Gateway, options: RealtimeOptions): Promise<{ status: number; body: unknown }> {
  const socket = connect(gateway, options)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      socket.close()
      reject(new Error('The connection was not refused'))
    })
    socket.once('unexpected-response', (_, response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }))
    })
  })
}

function connect(gateway: Gateway, { key = mcpApiKey, bySubprotocol = false }: RealtimeOptions): WebSocket {
  return bySubprotocol
    ? new WebSocket(realtimeUrl(gateway), ['realtime', `openai-insecure-api-key.${key}`])
    : new WebSocket(realtimeUrl(gateway), { headers: { authorization: `Bearer ${key}` } })
}

function follow(socket: WebSocket): RealtimeClient {
  const events: ServerEvent[] = []
  let wake = Promise.withResolvers<void>()
  let open = true
  let failure: Error | undefined
  const change = () => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  socket.on('message', (frame: Buffer) => {
    // What a test reads of an event it asserts.
    events.push(JSON.parse(frame.toString()) as ServerEvent)
    change()
  })
  socket.on('error', (error) => (failure = error))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      open = false
      change()
      resolve({ code, reason: reason.toString() })
    })
  })

  async function wait<Found>(look: () => Found | undefined, wanted: string): Promise<Found> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (!open) {
        const seen = events.map(({ type }) => type).join(', ')
        throw new Error(`The socket closed before ${wanted}; what came: ${seen || 'nothing'}`, { cause: failure })
      }
      await wake.promise
    }
  }

  const send = (event: ClientEvent) => socket.send(JSON.stringify(event))
  const answer = (from: number) =>
    wait(() => {
      const since = events.slice(from)
      const end = since.findIndex(endsAnswer)
      return end < 0 ? undefined : readAnswer(since.slice(0, end + 1))
    }, 'the end of an answer')

  return {
    events,
    closed,
    send,
    answer,
    find(type, fits = () => true) {
      const look = () => {
        for (const event of events) if (isOf(event, type) && fits(event)) return event
        return undefined
      }
      return wait(look, type)
    },
    say(text) {
      const from = events.length
      const content = [{ type: 'input_text' as const, text }]
      send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
      send({ type: 'response.create' })
      return answer(from)
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await closed
    },
  }
}

function isOf<Type extends ServerEvent['type']>(
  event: ServerEvent,
  type: Type,
): event is Extract<ServerEvent, { type: Type }> {
  return event.type === type
}
