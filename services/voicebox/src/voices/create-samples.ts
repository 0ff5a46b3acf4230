import { joinSamples, writeWav, type Voices } from '@patchbay/speech'
import type { VoiceboxVoice } from '@patchbay/contract'
import { sampleWords } from './sample-words.ts'

/** A sentence in each voice, to choose by: made once, and counted to nobody. */
export interface Samples {
  /** @returns A WAV file. */
  of(voice: VoiceboxVoice): Promise<Uint8Array>
}

export function createSamples(voices: Voices): Samples {
  const made = new Map<string, Promise<Uint8Array>>()

  async function make(voice: VoiceboxVoice): Promise<Uint8Array> {
    const { signal } = new AbortController()
    const { audio } = voices.speak({ text: sampleWords(voice), voiceId: voice.voice_id, speed: 1, signal })
    return writeWav(joinSamples(await Array.fromAsync(audio)), voice.sample_rate_hz)
  }

  return {
    of(voice) {
      // Once its own model is here, it is made anew.
      const key = `${voice.voice_id} ${voice.ready}`
      const known = made.get(key)
      if (known) return known
      const making = make(voice)
      made.set(key, making)
      making.catch(() => made.delete(key))
      return making
    },
  }
}
