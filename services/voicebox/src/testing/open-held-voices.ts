import { once } from 'node:events'
import { createSilentVoice, SAMPLE_RATE, type VoiceListing, type Voices } from '@patchbay/speech'

/** A tenth of a second, to be heard. */
const sound = Int16Array.from({ length: SAMPLE_RATE / 10 }, (_, index) => Math.round(8_000 * Math.sin(index / 10)))

interface Utterance {
  text: string
  signal: AbortSignal
  end: PromiseWithResolvers<void>
  ended: 'said' | 'failed' | 'aborted' | undefined
}

/** A voice that says a text when a test lets it, so that a test sees what happens meanwhile. */
export function openHeldVoices() {
  const utterances: Utterance[] = []
  const changed = new EventTarget()
  const change = () => changed.dispatchEvent(new Event('change'))
  let listed: readonly VoiceListing[] = [
    {
      voiceId: 'held',
      name: 'Held',
      language: 'en',
      engine: 'test',
      sampleRateHz: SAMPLE_RATE,
      ready: true,
    },
  ]

  async function find(text: string, isIt: (utterance: Utterance) => boolean): Promise<Utterance> {
    for (;;) {
      const found = utterances.find((utterance) => utterance.text === text && isIt(utterance))
      if (found) return found
      await once(changed, 'change')
    }
  }
  const begun = (text: string) => find(text, ({ ended }) => ended === undefined)

  async function* speak(utterance: Utterance): AsyncGenerator<Int16Array, void> {
    utterances.push(utterance)
    change()
    const { signal, end } = utterance
    signal.addEventListener('abort', () => end.resolve(), { once: true })
    if (signal.aborted) end.resolve()
    try {
      await end.promise
      utterance.ended = signal.aborted ? 'aborted' : 'said'
    } catch (error) {
      utterance.ended = 'failed'
      throw error
    } finally {
      change()
    }
    if (utterance.ended === 'said') yield sound
  }

  return {
    live: createSilentVoice(),
    list: () => listed,
    /** From now on these are its voices. */
    has(voices: readonly VoiceListing[]) {
      listed = voices
    },
    speak: ({ voiceId, text, signal }) => ({
      voiceId,
      engine: 'test',
      audio: speak({ text, signal, end: Promise.withResolvers<void>(), ended: undefined }),
    }),
    async [Symbol.asyncDispose]() {},
    /** Resolves when the voice is at this text. */
    begun,
    /** Waits for a text, and lets the voice say it. */
    async say(text: string) {
      const utterance = await begun(text)
      utterance.end.resolve()
      await find(text, (each) => each === utterance && each.ended !== undefined)
    },
    async fail(text: string, error: Error) {
      const utterance = await begun(text)
      utterance.end.reject(error)
    },
    /** How the voice ended with this text. */
    stopped: async (text: string) => (await find(text, ({ ended }) => ended !== undefined)).ended,
    speaking: () => utterances.filter(({ ended }) => ended === undefined).map(({ text }) => text),
    /** Every text that the voice was asked for. */
    get asked() {
      return utterances.map(({ text }) => text)
    },
  } satisfies Voices & Record<string, unknown>
}
