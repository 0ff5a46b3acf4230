import { joinSamples, openVoices, type Ears, type TurnDetector, type Voices } from '@patchbay/speech'
import { hearBySession } from './hear-by-session.ts'
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
  /** Into how many turns the sentence fell. */
  turns: number
}

/** What speaks and what hears. */
export interface Loop {
  /** For Kokoro, which takes long to load. */
  voices: Voices
  detector: TurnDetector
  ears: Ears
}

/**
 * Has a voice say sentences into a session of the engine, which writes down what it heard.
 *
 * @throws Error Where another voice spoke in place of the one that is judged.
 */
export async function hearBack(loop: Loop, judged: Judged, texts: readonly string[]): Promise<RoundTrip[]> {
  const { voiceId, language } = judges[judged]
  // espeak's tone wavers on from one sentence to the next: begun anew, it says the same every time.
  await using fresh = judged.startsWith('espeak') ? await openVoices() : undefined
  const voices = fresh ?? loop.voices
  const trips: RoundTrip[] = []
  for (const text of texts) {
    const speech = voices.speak({ voiceId, text, speed: 1, signal: new AbortController().signal })
    if (speech.voiceId !== voiceId) throw new Error(`${speech.voiceId} spoke in place of ${voiceId}`)
    const turns = await hearBySession(loop, joinSamples(await Array.fromAsync(speech.audio)), language)
    const heard = turns.join(' ')
    trips.push({ text, heard, turns: turns.length, ...wordError(text, heard) })
  }
  return trips
}
