import { Worker } from 'node:worker_threads'
import type { SpeakRequest, Voice } from '../voice.ts'
import { openEspeakThread, type EspeakThread } from './espeak-thread.ts'
import { splitSpeech } from './split-speech.ts'

export interface EspeakOptions {
  /** Starts the thread that espeak runs in. Default: `espeak-worker.ts`. */
  startWorker?: () => Worker
}

/**
 * Opens espeak-ng: a formant voice for over a hundred languages that needs no model files, speaks far faster than real
 * time, and sounds like a machine. It runs in a thread of its own, so that speaking holds up nothing else.
 *
 * A text is made sentence by sentence, the next one while the first is heard; several requests take turns. Each
 * sentence, the last one too, ends with the silence that its mark asks for, so that sentences that are asked for one by
 * one sound like one text. Slower than 0.46 is spoken at 0.46.
 *
 * `speak` throws where the thread dies while it makes what was asked for; the next request gets a new thread.
 *
 * @throws Error where espeak does not load: `@echogarden/espeak-ng-emscripten` is an optional dependency.
 */
export async function openEspeakVoice({ startWorker = startEspeakWorker }: EspeakOptions = {}): Promise<Voice> {
  const thread = await openEspeakThread(startWorker)
  return {
    name: 'espeak',
    speak: (request) => speak(thread, request),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}

function startEspeakWorker(): Worker {
  return new Worker(new URL('espeak-worker.ts', import.meta.url), { name: 'espeak' })
}

async function* speak(
  thread: EspeakThread,
  { text, language, speed, signal }: SpeakRequest,
): AsyncGenerator<Int16Array, void> {
  const listenerLeft = new AbortController()
  const stop = AbortSignal.any([signal, listenerLeft.signal])
  const breaths = splitSpeech(text)

  function sayNext(): Promise<Int16Array> | undefined {
    const { value: breath } = breaths.next()
    if (!breath) return undefined
    const said = thread.say({ ...breath, language, speed }, stop)
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
