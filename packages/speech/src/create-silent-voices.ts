import { createSilentVoice } from './create-silent-voice.ts'
import type { MeasuredVoices } from './voices.ts'

/** No voices at all, for a process in which nobody speaks. */
export function createSilentVoices(): MeasuredVoices {
  return {
    live: createSilentVoice(),
    list: () => [],
    figures: () => [],
    measured: Promise.resolve(),
    refresh: async () => {},
    speak({ voiceId }) {
      throw new Error(`No voice ${voiceId}`)
    },
    async [Symbol.asyncDispose]() {},
  }
}
