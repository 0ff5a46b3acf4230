import type { Item, UserMessage } from '@patchbay/realtime'
import {
  createDecoder,
  SAMPLE_RATE,
  type Ears,
  type FollowedTurns,
  type TurnDetector,
  type TurnEvent,
} from '@patchbay/speech'
import { EngineError } from './engine-error.ts'
import type { EmittedEvent } from './hosted-tools.ts'
import { newId } from './new-id.ts'
import { Recording } from './recording.ts'
import type { SessionConfig } from './session-config.ts'
import { Transcripts } from './transcripts.ts'

/** The longest turn that is kept, in ms: eight minutes, which is what transcription servers take at a time. */
const MAX_MS = 480_000

/** How much is kept besides the padding while nobody speaks, in ms: a detector takes its time to believe. */
const ONSET_MS = 500

export interface InputAudioOptions {
  detector: TurnDetector
  ears: Ears | undefined
  emit: (event: EmittedEvent) => void
  addItem: (item: Item) => void
  updateItem: (item: Item) => void
  lastItemId: () => string | null
  /** Whether the agent has the word, and speech that does not last leaves it that. */
  hasWord: () => boolean
  /** The person has begun to speak. */
  onSpeech: () => void
  /** What the person said is in the conversation, with its words, and nobody speaks. */
  onTurn: () => void
  onError: (error: unknown) => void
}

/** The person speaks. */
interface Speech {
  itemId: string
  /** The place of its first sample. */
  from: number
  /** The client knows of it. */
  isTold: boolean
}

/**
 * What the microphone brings: collected, cut into turns, and transcribed where there are ears. While the agent has the
 * word, speech that does not last (an "aham", a cough) is no turn and nothing is told of it.
 */
export class InputAudio {
  private readonly recording = new Recording()
  private decoder = createDecoder('audio/pcm')
  private turns: FollowedTurns | undefined
  private settings = ''
  private language: string | undefined
  private prefixMs = 0
  private speech: Speech | undefined
  private isAnswerOwed = false
  private readonly transcripts: Transcripts
  private readonly options: InputAudioOptions

  constructor(options: InputAudioOptions) {
    this.options = options
    this.transcripts = new Transcripts(options)
  }

  configure({ inputFormat, turns, language }: SessionConfig): void {
    this.language = language
    const settings = JSON.stringify([inputFormat, turns])
    if (settings === this.settings) return
    this.settings = settings
    this.decoder = createDecoder(inputFormat)
    this.prefixMs = turns?.prefixPaddingMs ?? 0
    this.turns?.[Symbol.dispose]()
    this.speech = undefined
    // A detector counts from the first sample that it is fed.
    const fromMs = toMs(this.recording.end)
    this.turns = turns && this.options.detector.follow(turns, (events, ms) => this.onHeard(events, fromMs, ms))
  }

  append(audio: string): void {
    const piece = this.decoder.decode(Buffer.from(audio, 'base64'))
    this.recording.add(piece)
    this.turns?.feed(piece)
    this.recording.dropBefore(this.recording.end - toSamples(MAX_MS))
  }

  clear(): void {
    this.recording.dropBefore(this.recording.end)
    this.options.emit({ type: 'input_audio_buffer.cleared' })
  }

  /** @throws {EngineError} Where there is nothing to commit. */
  commit(): void {
    if (toMs(this.recording.length) < 100) {
      throw new EngineError('input_audio_buffer_commit_empty', 'The buffer has less than 100 ms of audio')
    }
    this.finishTurn(newId('item'), this.recording.take(0, this.recording.end), false)
  }

  /** Resolves when what was said so far has its words, or none can be had. */
  async heard(): Promise<void> {
    await this.transcripts.settled()
  }

  close(): void {
    this.turns?.[Symbol.dispose]()
    this.transcripts.close()
    this.recording.dropBefore(this.recording.end)
  }

  private onHeard(events: readonly TurnEvent[], fromMs: number, heardMs: number): void {
    for (const { type, atMs } of events) {
      const place = toSamples(fromMs + atMs)
      if (type === 'speech_started') this.begin(place)
      else if (type === 'speech_lasted') this.tell()
      else this.end(place)
    }
    if (!this.speech) this.recording.dropBefore(toSamples(fromMs + heardMs - this.prefixMs - ONSET_MS))
  }

  private begin(from: number): void {
    this.speech = { itemId: newId('item'), from, isTold: false }
    if (!this.options.hasWord()) this.tell()
  }

  private tell(): void {
    const { speech } = this
    if (!speech || speech.isTold) return
    speech.isTold = true
    const audio_start_ms = Math.round(toMs(speech.from))
    this.options.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms, item_id: speech.itemId })
    this.options.onSpeech()
  }

  private end(to: number): void {
    const { speech } = this
    this.speech = undefined
    if (!speech?.isTold) return
    const { itemId, from } = speech
    const audio_end_ms = Math.round(toMs(to))
    this.options.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms, item_id: itemId })
    this.finishTurn(itemId, this.recording.take(from, to), true)
  }

  private finishTurn(itemId: string, audio: Int16Array, byVad: boolean): void {
    const { emit, addItem, lastItemId } = this.options
    emit({ type: 'input_audio_buffer.committed', previous_item_id: lastItemId(), item_id: itemId })
    const item = {
      id: itemId,
      object: 'realtime.item' as const,
      type: 'message' as const,
      role: 'user' as const,
      status: 'completed' as const,
      content: [{ type: 'input_audio' as const, transcript: '' }],
    } satisfies UserMessage
    addItem(item)
    this.transcripts.add(item, audio, this.language, (words) => {
      if (byVad && words !== '') this.isAnswerOwed = true
      this.answer()
    })
  }

  /** Waits for the words of all that was said, and for the end of what is being said. */
  private answer(): void {
    if (!this.isAnswerOwed || this.speech?.isTold || this.transcripts.isWaiting) return
    this.isAnswerOwed = false
    this.options.onTurn()
  }
}

function toMs(samples: number): number {
  return (samples / SAMPLE_RATE) * 1000
}

function toSamples(ms: number): number {
  return Math.round((ms / 1000) * SAMPLE_RATE)
}
