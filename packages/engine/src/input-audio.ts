import type { Item, UserMessage } from '@patchbay/realtime'
import { createDecoder, createEnergyTurns, SAMPLE_RATE, type Ears, type TurnEvent } from '@patchbay/speech'
import { EngineError } from './engine-error.ts'
import type { EmittedEvent } from './hosted-tools.ts'
import { newId } from './new-id.ts'
import type { SessionConfig } from './session-config.ts'

/** The longest turn that is kept, in samples: ten minutes. */
const MAX_SAMPLES = 600 * SAMPLE_RATE

export interface InputAudioOptions {
  ears: Ears | undefined
  emit: (event: EmittedEvent) => void
  addItem: (item: Item) => void
  updateItem: (item: Item) => void
  lastItemId: () => string | null
  /** The person has begun to speak. */
  onSpeech: () => void
  /** A turn is in the conversation, with its words where the engine hears. */
  onTurn: () => void
  onError: (error: unknown) => void
}

/** What the microphone brings: collected, cut into turns by energy, and transcribed where there are ears. */
export class InputAudio {
  private samples: Int16Array[] = []
  private length = 0
  private decoder = createDecoder('audio/pcm')
  private turns: ReturnType<typeof createEnergyTurns> | undefined
  private settings = ''
  private language: string | undefined
  private speaking: string | undefined
  private prefixMs = 300
  private readonly closing = new AbortController()
  private readonly options: InputAudioOptions

  constructor(options: InputAudioOptions) {
    this.options = options
  }

  configure({ inputFormat, turns, language }: SessionConfig): void {
    this.language = language
    const settings = JSON.stringify([inputFormat, turns])
    if (settings === this.settings) return
    this.settings = settings
    this.decoder = createDecoder(inputFormat)
    this.prefixMs = turns?.prefixPaddingMs ?? 0
    this.turns =
      turns && createEnergyTurns({ silenceDurationMs: turns.silenceDurationMs, prefixPaddingMs: turns.prefixPaddingMs })
  }

  append(audio: string): void {
    const piece = this.decoder.decode(Buffer.from(audio, 'base64'))
    this.samples.push(piece)
    this.length += piece.length
    for (const event of this.turns?.feed(piece) ?? []) this.onTurnEvent(event)
    if (this.turns && !this.speaking) this.keepLast((this.prefixMs / 1000) * SAMPLE_RATE)
    if (this.length > MAX_SAMPLES) this.keepLast(MAX_SAMPLES)
  }

  clear(): void {
    this.take()
    this.options.emit({ type: 'input_audio_buffer.cleared' })
  }

  /** @throws {EngineError} Where there is nothing to commit. */
  commit(): void {
    if (this.length < SAMPLE_RATE / 10) {
      throw new EngineError('input_audio_buffer_commit_empty', 'The buffer has less than 100 ms of audio')
    }
    this.finishTurn(newId('item'), false).catch(this.options.onError)
  }

  close(): void {
    this.closing.abort()
    this.take()
  }

  private onTurnEvent({ type, atMs }: TurnEvent): void {
    if (type === 'speech_started') {
      this.speaking = newId('item')
      this.options.emit({
        type: 'input_audio_buffer.speech_started',
        audio_start_ms: Math.round(atMs),
        item_id: this.speaking,
      })
      this.options.onSpeech()
      return
    }
    const itemId = this.speaking ?? newId('item')
    this.speaking = undefined
    this.options.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: Math.round(atMs), item_id: itemId })
    this.finishTurn(itemId, true).catch(this.options.onError)
  }

  private async finishTurn(itemId: string, byVad: boolean): Promise<void> {
    const { ears, emit, addItem, updateItem, lastItemId, onTurn } = this.options
    const audio = this.take()
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
    const part = { item_id: itemId, content_index: 0 }
    if (ears) {
      const transcript = await ears.transcribe(audio, { language: this.language, signal: this.closing.signal })
      updateItem({ ...item, content: [{ type: 'input_audio', transcript }] })
      emit({
        type: 'conversation.item.input_audio_transcription.completed',
        ...part,
        transcript,
        usage: { type: 'duration', seconds: audio.length / SAMPLE_RATE },
      })
    } else {
      const error = {
        type: 'server_error',
        code: 'no_ears',
        message: 'This engine has no speech recognition; send text',
      }
      emit({ type: 'conversation.item.input_audio_transcription.failed', ...part, error })
    }
    if (byVad) onTurn()
  }

  private take(): Int16Array {
    const all = new Int16Array(this.length)
    let at = 0
    for (const piece of this.samples) {
      all.set(piece, at)
      at += piece.length
    }
    this.samples = []
    this.length = 0
    return all
  }

  private keepLast(samples: number): void {
    while (this.samples[0] && this.length - this.samples[0].length >= samples) {
      const gone = this.samples.shift()
      this.length -= gone?.length ?? 0
    }
  }
}
