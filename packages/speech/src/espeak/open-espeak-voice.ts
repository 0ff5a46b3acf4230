import { Worker } from 'node:worker_threads'
import { openSpeaker } from '../open-speaker.ts'
import { runWorker } from '../runner.ts'
import { speakByBreath } from '../speak-by-breath.ts'
import type { Voice } from '../voice.ts'
import type { Utterance } from './utterance.ts'

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
  const speaker = await openSpeaker<Utterance>({ name: 'espeak', start: () => runWorker(startWorker()) })
  return {
    name: 'espeak',
    speak: ({ language, speed, ...request }) =>
      speakByBreath(request, (breath, signal) => speaker.say({ ...breath, language, speed }, signal)),
    [Symbol.asyncDispose]: () => speaker[Symbol.asyncDispose](),
  }
}

function startEspeakWorker(): Worker {
  return new Worker(new URL('espeak-worker.ts', import.meta.url), { name: 'espeak' })
}
