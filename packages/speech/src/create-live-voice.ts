import type { VoiceLog } from './open-voice.ts'
import { isSpeakable, plainSpeech } from './plain-speech.ts'
import type { SpeakRequest, Voice } from './voice.ts'
import type { VoiceEngine } from './voice-engine.ts'

export interface LiveVoice extends Voice {
  /** Speaks by another engine from the next request on. */
  change(engine: VoiceEngine): void
}

/**
 * The voice that conversations speak with. It stays the same while what makes it changes.
 *
 * @param fallback - Speaks the languages that the better engine cannot, and where that fails before it was heard.
 */
export function createLiveVoice(fallback: Voice, log?: VoiceLog): LiveVoice {
  let better: VoiceEngine | undefined

  async function* speak(request: SpeakRequest): AsyncGenerator<Int16Array, void> {
    const engine = better
    const voiceId = engine?.voiceFor(request.language)
    const text = plainSpeech(request.text)
    if (!isSpeakable(text)) return
    let heard = false
    try {
      if (engine && voiceId !== undefined) {
        for await (const piece of engine.speak({ ...request, text, voiceId })) {
          heard = true
          yield piece
        }
        if (heard || request.signal.aborted) return
      }
    } catch (error) {
      if (heard) throw error
      log?.warn({ err: error }, `${engine?.name} could not speak, so ${fallback.name} does`)
    }
    yield* fallback.speak({ ...request, text })
  }

  return {
    get name() {
      return better?.name ?? fallback.name
    },
    speak,
    change(engine) {
      better = engine.name === fallback.name ? undefined : engine
    },
    [Symbol.asyncDispose]: () => fallback[Symbol.asyncDispose](),
  }
}
