import { SAMPLE_RATE } from './voice.ts'
import type { VoiceEngine } from './voice-engine.ts'

/** Some two seconds of speech. */
const SENTENCE = 'Your table is booked for nine.'

/** The second time nothing is new to the engine any more, and a machine that was busy may be less so. */
const TRIES = 2

/**
 * How long an engine takes to make speech, as a share of how long that lasts; the best of some tries.
 *
 * @param now - In ms.
 * @throws Error Where it cannot speak.
 */
export async function measureEngine(engine: VoiceEngine, now: () => number, signal: AbortSignal): Promise<number> {
  const factors: number[] = []
  const language = 'en-US'
  const voiceId = engine.voiceFor(language)
  if (voiceId === undefined) throw new Error(`${engine.name} has no voice for ${language}`)
  for (let tries = 0; tries < TRIES; tries++) {
    const begun = now()
    let samples = 0
    for await (const piece of engine.speak({ text: SENTENCE, language, voiceId, speed: 1, signal })) {
      samples += piece.length
    }
    signal.throwIfAborted()
    if (samples === 0) throw new Error(`${engine.name} said nothing`)
    factors.push((now() - begun) / ((samples / SAMPLE_RATE) * 1000))
  }
  return Math.min(...factors)
}
