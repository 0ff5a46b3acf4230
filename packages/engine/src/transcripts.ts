import type { UserMessage } from '@patchbay/realtime'
import { SAMPLE_RATE, type Ears } from '@patchbay/speech'
import type { EmittedEvent } from './hosted-tools.ts'

export interface TranscriptsOptions {
  ears: Ears | undefined
  emit: (event: EmittedEvent) => void
  updateItem: (item: UserMessage & { id: string }) => void
  onError: (error: unknown) => void
}

/** The words of what was said, as they come: each at its own pace, while the next is being said. */
export class Transcripts {
  private readonly pending = new Set<Promise<unknown>>()
  private readonly closing = new AbortController()
  private readonly options: TranscriptsOptions

  constructor(options: TranscriptsOptions) {
    this.options = options
  }

  get isWaiting(): boolean {
    return this.pending.size > 0
  }

  /** Resolves when there are words, or none to be had, for all that was said so far. */
  async settled(): Promise<void> {
    await Promise.all(this.pending)
  }

  /**
   * Has an item transcribed.
   *
   * @param onWords - Hears once of the words; they are empty where there were none, or none could be had.
   */
  add(
    item: UserMessage & { id: string },
    audio: Int16Array,
    language: string | undefined,
    onWords: (words: string) => void,
  ): void {
    const hearing = this.hear(item, audio, language).then((words) => {
      this.pending.delete(hearing)
      if (!this.closing.signal.aborted) onWords(words)
    })
    this.pending.add(hearing)
  }

  /** Nobody waits for words any more. */
  close(): void {
    this.closing.abort(new Error('The session has ended'))
  }

  private async hear(
    item: UserMessage & { id: string },
    audio: Int16Array,
    language: string | undefined,
  ): Promise<string> {
    const { ears, emit, updateItem, onError } = this.options
    const part = { item_id: item.id, content_index: 0 }
    const fail = (code: string, message: string) => {
      const error = { type: 'server_error', code, message }
      emit({ type: 'conversation.item.input_audio_transcription.failed', ...part, error })
      return ''
    }
    if (!ears) return fail('no_ears', 'This engine has no speech recognition; send text')
    try {
      const transcript = await ears.transcribe(audio, { language, signal: this.closing.signal })
      updateItem({ ...item, content: [{ type: 'input_audio', transcript }] })
      if (transcript !== '') {
        emit({ type: 'conversation.item.input_audio_transcription.delta', ...part, delta: transcript })
      }
      const usage = { type: 'duration' as const, seconds: audio.length / SAMPLE_RATE }
      emit({ type: 'conversation.item.input_audio_transcription.completed', ...part, transcript, usage })
      return transcript
    } catch (error) {
      if (this.closing.signal.aborted) return ''
      onError(error)
      return fail('transcription_failed', 'This could not be transcribed. Say it again, or type it.')
    }
  }
}
