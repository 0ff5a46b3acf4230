import type { ClientEvent } from '@patchbay/realtime'
import {
  addPersonTurn,
  answerApproval,
  beginConversation,
  endConversation,
  followEvent,
  interrupt,
} from './conversation.ts'
import type { Conversation } from './conversation.ts'
import { MicrophoneLine } from './microphone-line.ts'
import type { MicrophoneState } from './microphone-line.ts'
import type { openMicrophone } from './microphone.ts'
import { countHeard, decodePcm16, encodePcm16 } from './pcm16.ts'
import type { Player } from './play-audio.ts'
import { readServerEvent } from './server-event.ts'
import type { ServerEvent } from './server-event.ts'

/** As much of a WebSocket as a call needs. */
export type CallSocket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>

export interface CallState {
  conversation: Conversation
  /** The agent is being heard. */
  speaking: boolean
  soundOn: boolean
  /** Nothing where the engine has no ears. */
  microphone: MicrophoneState | null
  /** Why the microphone is off, in a sentence, where the person did not switch it off. */
  microphoneProblem: string | null
  /** Samples of the agent's voice that came so far and are no silence. */
  heardSamples: number
  /** Why the call is over, in a sentence; null while it is not. */
  ending: string | null
}

export interface RealtimeCallOptions {
  /** Open, or about to be. */
  socket: CallSocket
  player: Player
  /** The number that the page calls as. */
  number: string
  /** Empty where the gateway named no call. */
  callId: string
  /** The engine has ears. */
  hears: boolean
  openMicrophone: typeof openMicrophone
  now?: () => Date
}

/** Marks the events whose refusal only says that the agent had finished by then. */
const LATE = 'late_'

/**
 * A call over the Realtime protocol: what is typed or said goes out, the agent's words, voice and tool calls come in.
 * Its state is replaced and never changed, so that a page can follow it.
 */
export class RealtimeCall {
  readonly number: string
  readonly callId: string
  /** Resolves once the engine has taken the call; rejects with a sentence where the call ended before that. */
  readonly taken: Promise<void>
  readonly microphone: MicrophoneLine
  private state: CallState
  private sent = 0
  /** Responses that were cut off: what still comes of their sound was on its way. */
  private readonly silenced = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private readonly socket: CallSocket
  private readonly player: Player
  private readonly now: () => Date
  private readonly take = Promise.withResolvers<void>()
  private isTaken = false

  constructor({ socket, player, number, callId, hears, openMicrophone: open, now }: RealtimeCallOptions) {
    this.socket = socket
    this.player = player
    this.number = number
    this.callId = callId
    this.now = now ?? (() => new Date())
    this.taken = this.take.promise
    // Whoever waits for it hears of it; nobody has to.
    this.taken.catch(() => {})
    this.state = {
      conversation: beginConversation(callId),
      speaking: false,
      soundOn: true,
      microphone: hears ? 'off' : null,
      microphoneProblem: null,
      heardSamples: 0,
      ending: null,
    }
    this.microphone = new MicrophoneLine({
      open,
      send: (samples) => this.send({ type: 'input_audio_buffer.append', audio: encodePcm16(samples) }),
      onChange: (microphone, microphoneProblem) => this.update({ microphone, microphoneProblem }),
    })
    player.onPlaying((speaking) => this.update({ speaking }))
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const event = typeof data === 'string' ? readServerEvent(data) : null
      if (event) this.receive(event)
    })
    socket.addEventListener('close', ({ reason }) => this.end(this.describeLoss(reason)))
  }

  /** Calls back whenever the state was replaced; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  readonly getState = (): CallState => this.state

  /** Says something; an agent that is still speaking is interrupted. */
  say(text: string): void {
    const words = text.trim()
    if (words === '' || this.state.ending !== null) return
    this.interrupt()
    const id = `person_${(this.sent += 1)}`
    this.send({
      type: 'conversation.item.create',
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: words }] },
    })
    this.send({ type: 'response.create' })
    this.follow((conversation) => addPersonTurn(conversation, id, words, this.now()))
  }

  /** Silences the agent at once and tells the engine how much was heard; nothing where nothing is being said. */
  interrupt(): void {
    if (this.state.ending !== null) return
    const { responseId } = this.state.conversation
    const isNew = responseId !== null && !this.silenced.has(responseId)
    if (isNew) this.send({ type: 'response.cancel', response_id: responseId, event_id: this.lateId() })
    this.silence()
  }

  /** Answers a tool's approval request, once. */
  answer(requestId: string, approve: boolean): void {
    const asked = this.state.conversation.entries.find(({ id }) => id === requestId)
    if (this.state.ending !== null || asked?.kind !== 'approval' || asked.approval.answer !== null) return
    const id = `answer_${(this.sent += 1)}`
    this.send({
      type: 'conversation.item.create',
      item: { id, type: 'mcp_approval_response', approval_request_id: requestId, approve },
    })
    this.follow((conversation) => answerApproval(conversation, requestId, approve))
  }

  setSound(on: boolean): void {
    this.player.setSound(on)
    this.update({ soundOn: on })
  }

  /** @param ending - Why, in a sentence. */
  hangUp(ending = 'You hung up.'): void {
    this.end(ending)
    this.socket.close(1000)
  }

  private receive(event: ServerEvent): void {
    if (this.state.ending !== null) return
    if (event.type === 'session.created') {
      this.isTaken = true
      this.take.resolve()
      return
    }
    if (event.type === 'response.output_audio.delta') return this.hear(event)
    if (event.type === 'error') {
      if (event.error.event_id?.startsWith(LATE)) return
      // It comes right before the end of the socket, which says nothing.
      if (event.error.code === 'session_expired') return this.end(`The call ended: ${event.error.message}.`)
    }
    // The engine has ended its response by itself.
    if (event.type === 'input_audio_buffer.speech_started') this.silence()
    this.follow((conversation) => followEvent(conversation, event, this.now()))
  }

  /** Whatever ends the response: what was not heard of it is not played, and not remembered. */
  private silence(): void {
    const { responseId } = this.state.conversation
    if (responseId !== null) this.silenced.add(responseId)
    const cuts = this.player.stop()
    for (const { itemId, heardMs } of cuts) {
      const cut = { item_id: itemId, content_index: 0, audio_end_ms: heardMs }
      this.send({ type: 'conversation.item.truncate', ...cut, event_id: this.lateId() })
    }
    const cutIds = cuts.map(({ itemId }) => itemId)
    this.follow((conversation) => interrupt(conversation, cutIds))
  }

  private hear({ response_id, item_id, delta }: Extract<ServerEvent, { type: 'response.output_audio.delta' }>): void {
    const samples = decodePcm16(delta)
    this.update({ heardSamples: this.state.heardSamples + countHeard(samples) })
    if (!this.silenced.has(response_id)) this.player.play(item_id, samples)
  }

  private end(ending: string): void {
    if (this.state.ending !== null) return
    const cutIds = this.player.stop().map(({ itemId }) => itemId)
    this.player.close()
    this.microphone.close()
    this.update({
      ending,
      speaking: false,
      microphone: null,
      conversation: endConversation(this.state.conversation, cutIds),
    })
    if (!this.isTaken) this.take.reject(new Error(ending))
  }

  private describeLoss(reason: string): string {
    if (!this.isTaken) return 'The gateway did not take the call. Call again; a call’s key serves once, for a minute.'
    if (reason !== '') return `The gateway ended the call: ${reason}.`
    return 'The connection to the gateway was lost, and the call with it.'
  }

  private lateId(): string {
    return `${LATE}${(this.sent += 1)}`
  }

  private send(event: ClientEvent): void {
    this.socket.send(JSON.stringify(event))
  }

  private follow(next: (conversation: Conversation) => Conversation): void {
    this.update({ conversation: next(this.state.conversation) })
  }

  private update(change: Partial<CallState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}
