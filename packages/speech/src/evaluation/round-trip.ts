import { joinSamples } from '../join-samples.ts'
import type { Voices } from '../voices.ts'
import { writeWav } from '../wav.ts'
import { wordError, type WordError } from './word-error.ts'

/** The voices that are listened to, by engine and language. */
export const judges = {
  'espeak en': { voiceId: 'espeak_en-us', language: 'en' },
  'espeak pt': { voiceId: 'espeak_pt-br', language: 'pt' },
  'kokoro en': { voiceId: 'af_heart', language: 'en' },
  'kokoro pt': { voiceId: 'pf_dora', language: 'pt' },
} as const

export type Judged = keyof typeof judges

export interface RoundTrip extends WordError {
  text: string
  heard: string
  /** Mono PCM16 at `SAMPLE_RATE`: what was said. */
  samples: Int16Array
}

/**
 * Has a voice say sentences and somebody write down what was heard.
 *
 * @param transcribe - Hears a WAV, in a language (ISO 639-1).
 * @throws Error Where another voice spoke in place of the one that is judged.
 */
export async function hearBack(
  voices: Voices,
  judged: Judged,
  texts: readonly string[],
  transcribe: (wav: Uint8Array, language: string) => Promise<string>,
): Promise<RoundTrip[]> {
  const { voiceId, language } = judges[judged]
  const trips: RoundTrip[] = []
  for (const text of texts) {
    const speech = voices.speak({ voiceId, text, speed: 1, signal: new AbortController().signal })
    if (speech.voiceId !== voiceId) throw new Error(`${speech.voiceId} spoke in place of ${voiceId}`)
    const samples = joinSamples(await Array.fromAsync(speech.audio))
    const heard = await transcribe(writeWav(samples), language)
    trips.push({ text, heard, samples, ...wordError(text, heard) })
  }
  return trips
}
