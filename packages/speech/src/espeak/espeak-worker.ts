import { parentPort } from 'node:worker_threads'
import loadEspeak from '@echogarden/espeak-ng-emscripten'
import { createResampler } from '../create-resampler.ts'
import { joinSamples } from '../join-samples.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { nearestLanguage } from './nearest-language.ts'
import type { Utterance } from './utterance.ts'

// The espeak thread. It says `ready` once, then answers every utterance with its samples. It catches nothing: after an
// error inside espeak its memory is no longer to be trusted, so the thread ends and another one takes its place.

/** espeak-ng's own pace and its bounds, in words a minute. */
const OWN_RATE = 175
const MIN_RATE = 80
const MAX_RATE = 450

const port = parentPort
if (!port) throw new Error('This file is started as a worker thread')

// Standard output may carry a protocol: what espeak has to say goes to standard error.
const print = (line: string) => console.error(line)
const espeak = new (await loadEspeak({ print, printErr: print })).eSpeakNGWorker()
const resample = await createResampler(espeak.get_samplerate())
const languages = new Set(
  espeak.list_voices().flatMap((voice) => voice.languages.map(({ name }) => name.toLowerCase())),
)
let spoken = ''

function speak({ text, language, speed, pauseMs }: Utterance): Int16Array<ArrayBuffer> {
  chooseVoice(nearestLanguage(language, languages))
  espeak.set_rate(Math.min(MAX_RATE, Math.max(MIN_RATE, Math.round(OWN_RATE * speed))))
  const pieces: Int16Array[] = []
  espeak.synthesize(plain(text), (samples) => {
    if (samples) pieces.push(samples)
    return false
  })
  const words = resample(joinSamples(pieces))
  const samples = new Int16Array(words.length + Math.round(((pauseMs / 1000) * SAMPLE_RATE) / speed))
  samples.set(words)
  return samples
}

function chooseVoice(language: string): void {
  if (language === spoken) return
  const code = espeak.set_voice(language, language, 0, 0, 0)
  if (code !== 0) throw new Error(`espeak refused its language ${language} (code ${code})`)
  spoken = language
}

/** The text as espeak reads it: it takes `<` and `&` for SSML, `[[` for phonemes, and a NUL for the end. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\[(?=\[)/g, '[ ')
}

// The first words take many times longer than later ones: they are said before anybody listens.
for (const language of ['pt-BR', 'en']) speak({ text: 'Patchbay 1, 2, 3.', language, speed: 1, pauseMs: 0 })

port.on('message', (utterance: Utterance) => {
  const samples = speak(utterance)
  port.postMessage(samples, [samples.buffer])
})
port.postMessage('ready')
