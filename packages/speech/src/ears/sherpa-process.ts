import sherpa from 'sherpa-onnx-node'
import { SAMPLE_RATE } from '../voice.ts'
import type { EarsModel } from './find-ears-model.ts'
import { splitAtPauses } from './split-at-pauses.ts'
import type { Utterance } from './utterance.ts'

// The process that listens. It says `ready` once its model is loaded, then answers every utterance with its words. Its
// library ends the process where a file is damaged: what it has to say goes to standard error.

/** What sherpa's features are made of. */
const featConfig = { sampleRate: 16_000, featureDim: 80 }
const numThreads = 2

/** Whisper hears half a minute at a time; some of it is kept for the end. */
const WHISPER_SECONDS = 28

/** A streaming model says its last words once it has heard that nothing follows. */
const TAIL = new Float32Array(0.6 * SAMPLE_RATE)

/** The languages of Whisper that have a code of two letters; the library ends the process for any other. */
const whisperLanguages = new Set(
  (
    'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk ' +
    'te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz ' +
    'fo ht ps tk nn mt sa lb my bo tl mg as tt ln ha ba jw su'
  ).split(' '),
)

type Recognise = (audio: Int16Array, language: string | undefined) => string

function loadWhisper({ encoder, decoder, tokens }: EarsModel): Recognise {
  const configFor = (language: string) => ({
    featConfig,
    modelConfig: {
      whisper: { encoder, decoder, language, task: 'transcribe' as const, tailPaddings: -1 },
      tokens,
      numThreads,
    },
  })
  const recogniser = new sherpa.OfflineRecognizer(configFor(''))
  return (audio, language) => {
    recogniser.setConfig(configFor(language !== undefined && whisperLanguages.has(language) ? language : ''))
    const words = splitAtPauses(audio, WHISPER_SECONDS).map((piece) => {
      const stream = recogniser.createStream()
      stream.acceptWaveform({ samples: toFloat(piece), sampleRate: SAMPLE_RATE })
      recogniser.decode(stream)
      return recogniser.getResult(stream).text.trim()
    })
    return words.filter((each) => each !== '').join(' ')
  }
}

function loadTransducer({ encoder, decoder, joiner, tokens }: EarsModel & { kind: 'transducer' }): Recognise {
  const modelConfig = { transducer: { encoder, decoder, joiner }, tokens, numThreads }
  const recogniser = new sherpa.OnlineRecognizer({ featConfig, modelConfig })
  return (audio) => {
    const stream = recogniser.createStream()
    stream.acceptWaveform({ samples: toFloat(audio), sampleRate: SAMPLE_RATE })
    stream.acceptWaveform({ samples: TAIL, sampleRate: SAMPLE_RATE })
    stream.inputFinished()
    while (recogniser.isReady(stream)) recogniser.decode(stream)
    const text = recogniser.getResult(stream).text.trim()
    // Some were taught in capitals.
    return text === text.toUpperCase() ? text.toLowerCase() : text
  }
}

function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768)
}

// `open-sherpa-ears.ts` starts it with nothing else.
const model = JSON.parse(process.argv[2] ?? '') as EarsModel
const recognise = model.kind === 'whisper' ? loadWhisper(model) : loadTransducer(model)
process.on('disconnect', () => process.exit(0))
process.on('message', ({ audio, language }: Utterance) => process.send?.(recognise(audio, language)))
process.send?.('ready')
