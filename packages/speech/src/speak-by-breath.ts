import { splitSpeech, type Breath } from './split-speech.ts'
import type { SpeakRequest } from './voice.ts'

/**
 * Speaks a text breath by breath, the next one made while the first is heard.
 *
 * @param say - Makes one breath; its signal aborts when nobody wants it any more.
 */
export async function* speakByBreath(
  { text, signal }: Pick<SpeakRequest, 'text' | 'signal'>,
  say: (breath: Breath, signal: AbortSignal) => Promise<Int16Array>,
): AsyncGenerator<Int16Array, void> {
  const listenerLeft = new AbortController()
  const stop = AbortSignal.any([signal, listenerLeft.signal])
  const breaths = splitSpeech(text)

  function sayNext(): Promise<Int16Array> | undefined {
    const { value: breath } = breaths.next()
    if (!breath) return undefined
    const said = say(breath, stop)
    // It may fail while nobody waits for it yet; whoever takes the next piece hears of it.
    said.catch(() => undefined)
    return said
  }

  try {
    let said = sayNext()
    while (said) {
      const samples = await said
      if (signal.aborted) return
      said = sayNext()
      yield samples
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    listenerLeft.abort()
  }
}
