import sherpa from 'sherpa-onnx-node'
import type { KokoroFiles } from './find-kokoro.ts'
import type { KokoroUtterance, StopUtterance } from './kokoro-utterance.ts'

// The Kokoro process. It says `ready` once, then answers every utterance with its samples: none where nothing in it can
// be spoken. It is a process and no thread, because the library calls `exit` where it does not like a file.

/** So many leave the other half of a small machine to the gateway; more make it hardly faster. */
const THREADS = 2

/** What the library says where nothing in a text can be spoken. */
const NOTHING = 'TTS generation produced no audio'

const [files] = process.argv.slice(2)
if (files === undefined || !process.send) throw new Error('This file is started as a child process')

// `open-kokoro-voice.ts` writes it.
const kokoro = JSON.parse(files) as KokoroFiles
const tts = await sherpa.OfflineTts.createAsync({
  model: { kokoro: { ...kokoro, lang: 'en-us' }, numThreads: THREADS },
  silenceScale: 1,
})
let stopped = false

async function speak({ text, speaker, language, speed }: KokoroUtterance): Promise<Int16Array> {
  stopped = false
  const { samples } = await tts.generateAsync({
    text,
    enableExternalBuffer: false,
    generationConfig: { sid: speaker, speed, silenceScale: 1, extra: { lang: language } },
    onProgress: () => !stopped,
  })
  return Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))))
}

process.on('message', (message: KokoroUtterance | StopUtterance) => {
  if ('stop' in message) {
    stopped = true
    return
  }
  speak(message).then(
    (samples) => process.send?.(samples),
    (error: unknown) => {
      // Whatever else it is, the process is not to be trusted any more: it ends, and another takes its place.
      if (!(error instanceof Error) || error.message !== NOTHING) throw error
      process.send?.(new Int16Array(0))
    },
  )
})
// The gateway has gone.
process.on('disconnect', () => process.exit())
process.send('ready')
