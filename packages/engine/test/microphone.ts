import { openEspeakVoice, SAMPLE_RATE, type Voice } from '@patchbay/speech'
import type { SessionBench } from './session-bench.ts'

/** A tenth of a second, as clients send it. */
const PIECE = SAMPLE_RATE / 10

/** Sends sound to a session, faster than it was spoken. */
export function speakInto(bench: SessionBench, ...sounds: Int16Array[]): void {
  for (const sound of sounds) {
    for (let at = 0; at < sound.length; at += PIECE) {
      const audio = Buffer.from(sound.slice(at, at + PIECE).buffer).toString('base64')
      bench.send({ type: 'input_audio_buffer.append', audio })
    }
  }
}

export const quiet = (ms: number) => new Int16Array((ms / 1000) * SAMPLE_RATE)

/** A cough, or what is as short and as loud. */
export function cough(): Int16Array {
  let state = 7
  return quiet(250).map((_, at) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 31 - 1) * 20_000 * Math.exp((-8 * at) / SAMPLE_RATE)
  })
}

/** Sentences as espeak says them, by their words. */
export async function sayAll(sentences: readonly string[], language = 'en'): Promise<Map<string, Int16Array>> {
  await using voice = await openEspeakVoice()
  const said = new Map<string, Int16Array>()
  for (const text of sentences) said.set(text, await sayOne(voice, text, language))
  return said
}

async function sayOne(voice: Voice, text: string, language: string): Promise<Int16Array> {
  const { signal } = new AbortController()
  const pieces = await Array.fromAsync(voice.speak({ text, language, speed: 1, signal }))
  return Int16Array.from(pieces.flatMap((piece) => [...piece]))
}
