import type { Voices } from '@patchbay/speech'
import type { NarratingVoices } from '../narration/narrator.ts'

/** The real voices; with `after`, a number of passages are spoken and then each waits until it is let go. */
export function heldVoices(spoken: Voices, after: number) {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let begun = 0
  const voices: NarratingVoices = {
    list: () => spoken.list(),
    speak(request) {
      const speech = spoken.speak(request)
      begun += 1
      if (begun <= after) return speech
      reached.resolve()
      const left = new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()))
      async function* audio() {
        await Promise.race([gate.promise, left])
        yield* speech.audio
      }
      return { ...speech, audio: audio() }
    },
  }
  return { voices, letGo: gate.resolve, reached: reached.promise, begun: () => begun }
}
