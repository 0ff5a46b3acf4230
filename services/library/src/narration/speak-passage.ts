import { encodeOpus } from '@patchbay/speech'
import type { NarratingVoices } from './narrator.ts'
import { SpeechFailed } from './speech-failed.ts'

interface SpokenPassage {
  packets: Uint8Array[]
  spokenBy: string
}

/** @throws {SpeechFailed} @throws The signal's reason, where it aborts. */
export async function speakPassage(
  voices: NarratingVoices,
  voiceId: string,
  text: string,
  signal: AbortSignal,
): Promise<SpokenPassage> {
  try {
    const speech = voices.speak({ voiceId, text, speed: 1, signal })
    const packets = await Array.fromAsync(encodeOpus(speech.audio))
    // A voice stops early where the signal aborts, and half a passage is none.
    signal.throwIfAborted()
    return { packets, spokenBy: speech.voiceId }
  } catch (error) {
    signal.throwIfAborted()
    throw new SpeechFailed(error)
  }
}
