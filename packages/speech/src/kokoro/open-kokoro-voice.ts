import { fork, type ChildProcess } from 'node:child_process'
import { openSpeaker } from '../open-speaker.ts'
import { runProcess } from '../runner.ts'
import { speakByBreath } from '../speak-by-breath.ts'
import type { SpeakRequest } from '../voice.ts'
import type { KokoroFiles, KokoroModel } from './find-kokoro.ts'
import { kokoroVoices } from './kokoro-voices.ts'
import type { KokoroUtterance } from './kokoro-utterance.ts'

/** Kokoro with all its voices. */
export interface KokoroVoice extends AsyncDisposable {
  /**
   * @param request - `voiceId` is one that the model has, in a language that it can speak.
   * @returns Mono PCM16 at `SAMPLE_RATE`, sentence by sentence; nothing where nothing in the text can be spoken.
   */
  speak(request: Omit<SpeakRequest, 'language'> & { voiceId: string }): AsyncIterable<Int16Array>
}

export interface KokoroOptions {
  /** Starts the process that Kokoro runs in. Default: `kokoro-process.ts`. */
  startProcess?: (files: KokoroFiles) => ChildProcess
}

/** How long a sentence that nobody wants may go on, in ms: about as long as a new process takes to load the model. */
const GIVE_UP_MS = 1500

/**
 * Opens Kokoro-82M through sherpa-onnx: a neural voice that takes one to three times as long as it speaks on two slow
 * cores, and far less on fast ones. It runs in a process of its own, with some 400 MB.
 *
 * @throws Error where it does not load: `sherpa-onnx-node` is an optional dependency.
 */
export async function openKokoroVoice(
  { files, speakers, languages }: KokoroModel,
  { startProcess = startKokoroProcess }: KokoroOptions = {},
): Promise<KokoroVoice> {
  const speaker = await openSpeaker<KokoroUtterance>({
    name: 'kokoro',
    start: () => runProcess(startProcess(files)),
    giveUpMs: GIVE_UP_MS,
  })

  function numbersOf(voiceId: string) {
    const number = speakers.get(voiceId)
    const language = languages.get(kokoroVoices.find((voice) => voice.voiceId === voiceId)?.language ?? '')
    if (number === undefined || language === undefined) throw new Error(`This Kokoro cannot speak as ${voiceId}`)
    return { speaker: number, language }
  }

  return {
    speak({ voiceId, speed, ...request }) {
      const numbers = numbersOf(voiceId)
      return speakByBreath(request, ({ text }, signal) => speaker.say({ text, speed, ...numbers }, signal))
    },
    [Symbol.asyncDispose]: () => speaker[Symbol.asyncDispose](),
  }
}

function startKokoroProcess(files: KokoroFiles): ChildProcess {
  return fork(new URL('kokoro-process.ts', import.meta.url), [JSON.stringify(files)], {
    // The library writes what it was asked to say to standard error; standard output may carry a protocol.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
  })
}
