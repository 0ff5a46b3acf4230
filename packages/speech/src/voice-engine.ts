import type { SpeakRequest } from './voice.ts'
import type { VoiceListing } from './voices.ts'

/** What makes voices. It is asked what it can do now, which may be nothing yet. */
export interface VoiceEngine extends AsyncDisposable {
  readonly name: string
  /** Every voice that it has, whether it is ready or not. */
  list(): readonly VoiceListing[]
  /** Why none of its voices is ready, as a sentence, where none is. */
  whyNot(): string | undefined
  /** The voice that speaks a language live (BCP 47), where one is ready. */
  voiceFor(language: string): string | undefined
  /** Loads what is not loaded yet, as far as that can be. Never throws. */
  load(): Promise<void>
  /** @param request - `voiceId` is one of the list that is ready. */
  speak(request: SpeakRequest & { voiceId: string }): AsyncIterable<Int16Array>
}
