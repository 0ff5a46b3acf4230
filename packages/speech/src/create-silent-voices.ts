import { createSilentVoice } from './create-silent-voice.ts'
import type { Voices } from './voices.ts'

/** No voices at all, for a process in which nobody speaks. */
export function createSilentVoices(): Voices {
  return {
    live: createSilentVoice(),
    list: () => [],
    speak({ voiceId }) {
      throw new Error(`No voice ${voiceId}`)
    },
    async [Symbol.asyncDispose]() {},
  }
}
