import {
  readClientEvent,
  MAX_EVENT_BYTES,
  type EventProblem,
  type Item,
  type ReadClientEvent,
  type ResponseParams,
  type ServerEvent,
  type SessionPatch,
} from '@patchbay/realtime'
import type { Ears, TurnDetector, Voice } from '@patchbay/speech'
import type { Brain } from './brain.ts'
import { acceptItem, Conversation } from './conversation.ts'
import { EngineError } from './engine-error.ts'
import { HostedTools, type ConnectMcp, type EmittedEvent, type McpConfig } from './hosted-tools.ts'
import { InputAudio } from './input-audio.ts'
import { newId } from './new-id.ts'
import { PlayoutClock } from './playout-clock.ts'
import { Responder } from './responder.ts'
import { mergePatch, readConfig, showSession, type SessionConfig } from './session-config.ts'

/** What a session needs of the outside. */
export interface RealtimeSessionOptions {
  brain: Brain
  voice: Voice
  /** Nothing where the engine cannot hear: speech then has no transcript, and says so. */
  ears: Ears | undefined
  /** Tells when the person speaks, where the session asks for that. */
  detector: TurnDetector
  connectMcp: ConnectMcp
  /** Sends an event to the client. */
  send: (event: ServerEvent) => void
  /** Called once, when the engine ends the session. */
  onEnd: (reason: string) => void
  /** What the session begins with, as an ephemeral key was made for it. */
  session?: SessionPatch | undefined
  model: string
  /** The zone of the person who speaks (IANA). */
  timezone: string
  /** Milliseconds since 1970. */
  now: () => number
  /** How long a session may last, in ms. */
  maxDurationMs?: number
  /** Hears of errors of ours. */
  onError: (error: unknown) => void
}

/** A voice session that speaks the OpenAI Realtime protocol: events in by `receive`, events out by `send`. */
export interface RealtimeSession extends AsyncDisposable {
  readonly id: string
  /** @param text - One client event, as it came. Never throws: what is wrong is answered with an `error` event. */
  receive(text: string): void
  /** What the session is set to, credentials left out. */
  describe(): Record<string, unknown>
}

const MAX_DURATION_MS = 60 * 60_000

/** Opens a session and greets the client with `session.created`. */
export function openRealtimeSession(options: RealtimeSessionOptions): RealtimeSession {
  const { send, model, onEnd, onError, maxDurationMs = MAX_DURATION_MS } = options
  const id = newId('rt')
  let patch: SessionPatch = options.session ?? {}
  let config: SessionConfig = readConfig(patch)
  let closed = false

  const emit = (event: EmittedEvent) => {
    // Every server event has the members of one kind of event, and now its id.
    if (!closed) send({ ...event, event_id: newId('event') })
  }
  const conversation = new Conversation()

  function beginItem(item: Item, after?: string | null): string | null {
    const previous = conversation.insert(item, after)
    emit({ type: 'conversation.item.added', previous_item_id: previous, item })
    return previous
  }

  function addItem(item: Item, after?: string | null): void {
    const previous = beginItem(item, after)
    emit({ type: 'conversation.item.done', previous_item_id: previous, item })
  }

  function finishItem(item: Item): void {
    conversation.replace(item)
    emit({ type: 'conversation.item.done', item })
  }

  const hosted = new HostedTools({ connectMcp: options.connectMcp, emit, beginItem, finishItem })
  const playout = new PlayoutClock(options.now)
  const responder = new Responder({
    ...options,
    emit,
    conversation,
    hosted,
    playout,
    ready: () => Promise.all([hosted.listed(), input.heard()]),
    config: () => config,
  })
  const input = new InputAudio({
    detector: options.detector,
    ears: options.ears,
    emit,
    addItem,
    updateItem: (item) => conversation.replace(item),
    lastItemId: () => conversation.lastId,
    hasWord: () => Boolean(config.turns?.interruptResponse) && (responder.isAnswering || playout.isPlaying),
    onSpeech: () => {
      if (config.turns?.interruptResponse) responder.cancel('turn_detected')
    },
    onTurn: () => {
      if (config.turns?.createResponse) responder.respondToTurn()
    },
    onError,
  })
  const timer = setTimeout(() => {
    fail({
      code: 'session_expired',
      message: 'The session has reached its longest duration',
      param: null,
      eventId: null,
    })
    onEnd('expired')
  }, maxDurationMs).unref()

  function fail({ code, message, param, eventId }: EventProblem): void {
    emit({ type: 'error', error: { type: 'invalid_request_error', code, message, param, event_id: eventId } })
  }

  function configure(update: SessionPatch): void {
    patch = mergePatch(patch, update)
    config = readConfig(patch)
    input.configure(config)
    responder.forgetLanguage(config.language)
  }

  function handle(event: ReadClientEvent): void {
    switch (event.type) {
      case 'session.update': {
        configure(event.session)
        emit({ type: 'session.updated', session: show() })
        hosted.configure(mcpTools(config))
        return
      }
      case 'input_audio_buffer.append':
        return input.append(event.audio)
      case 'input_audio_buffer.commit':
        return input.commit()
      case 'input_audio_buffer.clear':
        return input.clear()
      case 'output_audio_buffer.clear':
        throw new EngineError('invalid_event', 'output_audio_buffer.clear is for WebRTC; send response.cancel', 'type')
      case 'conversation.item.create':
        return createItem(event.item, event.previous_item_id)
      case 'conversation.item.retrieve':
        return emit({ type: 'conversation.item.retrieved', item: conversation.require(event.item_id) })
      case 'conversation.item.delete':
        conversation.remove(event.item_id)
        return emit({ type: 'conversation.item.deleted', item_id: event.item_id })
      case 'conversation.item.truncate': {
        const { item_id, content_index, audio_end_ms } = event
        conversation.truncate(item_id, content_index, audio_end_ms)
        playout.stop()
        return emit({ type: 'conversation.item.truncated', item_id, content_index, audio_end_ms })
      }
      case 'response.create':
        return responder.create(readParams(event.response))
      case 'response.cancel':
        return responder.cancelByClient(event.response_id ?? undefined)
    }
  }

  function createItem(created: Parameters<typeof acceptItem>[0], after: string | null | undefined): void {
    const item = acceptItem(created)
    if (item.type === 'function_call_output' && !conversation.hasOpenCall(item.call_id)) {
      throw new EngineError('invalid_tool_call_id', `There is no function call ${item.call_id}`, 'item.call_id')
    }
    if (item.type !== 'mcp_approval_response') {
      addItem(item, after)
      if (item.type === 'message' && item.role === 'user') responder.heard()
      return
    }
    const approved = responder.takeApproval(item)
    addItem(item, after)
    approved()
  }

  function show() {
    // Shown as the protocol shows a session; its types know only what they name.
    return showSession(id, model, config) as never
  }

  configure({})
  emit({ type: 'session.created', session: show() })
  hosted.configure(mcpTools(config))

  return {
    id,
    describe: () => showSession(id, model, config),
    receive(text) {
      if (closed) return
      if (Buffer.byteLength(text) > MAX_EVENT_BYTES) {
        return fail({ code: 'event_too_large', message: 'An event may have 15 MiB', param: null, eventId: null })
      }
      const read = readClientEvent(text)
      if ('problem' in read) return fail(read.problem)
      try {
        handle(read.event)
      } catch (error) {
        const eventId = read.event.event_id ?? null
        if (error instanceof EngineError) {
          const { code, message, param } = error
          return fail({ code, message, param, eventId })
        }
        onError(error)
        emit({
          type: 'error',
          error: {
            type: 'server_error',
            code: 'internal_error',
            message: 'Something went wrong here',
            event_id: eventId,
          },
        })
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      responder.cancel('client_cancelled')
      closed = true
      input.close()
      await hosted[Symbol.asyncDispose]()
    },
  }
}

function mcpTools(config: SessionConfig): McpConfig[] {
  return config.tools.flatMap((tool) => (tool.type === 'mcp' ? [tool] : []))
}

function readParams(params: ResponseParams | null | undefined): ResponseParams {
  return params ?? {}
}
