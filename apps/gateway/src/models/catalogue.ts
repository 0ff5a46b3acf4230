/** One speech model that `patchbay models` knows. */
export interface Model {
  /** Short, for a person to type. */
  name: string
  /** What its archive unpacks to, and the name under which it is looked for. */
  folder: string
  /** For what it is. */
  purpose: 'text to speech' | 'speech to text' | 'live speech to text'
  title: string
  /** BCP 47, or what a person is told where there are too many. */
  languages: string
  licence: string
  /** Where its makers say what it is and under which licence. */
  source: string
  /** The archive below the release pages: release and file. */
  path: string
  /** The archives that were published under that path and are known to be right, the present one first. */
  archives: readonly Archive[]
  /** Files without which nothing can be done with it, below its folder. */
  files: readonly string[]
}

interface Archive {
  sha256: string
  bytes: number
}

/** Where sherpa-onnx publishes converted models: https://k2-fsa.github.io/sherpa/onnx/pretrained_models/index.html */
export const RELEASES = 'https://github.com/k2-fsa/sherpa-onnx/releases/download'

const kokoro = {
  purpose: 'text to speech',
  languages: 'en, pt-BR, es, fr, it, hi, ja, zh: 54 voices',
  licence: 'Apache-2.0; the data of espeak-ng beside it: GPL-3.0-or-later',
  source: 'https://huggingface.co/hexgrad/Kokoro-82M',
} as const

/** A model of Whisper in the form that sherpa-onnx reads, in full precision and in int8. */
function whisper(size: string, archive: Archive): Model {
  return {
    name: `whisper-${size}`,
    folder: `sherpa-onnx-whisper-${size}`,
    purpose: 'speech to text',
    title: `Whisper ${size}`,
    languages: '99 languages, en and pt among them',
    licence: 'MIT',
    source: 'https://github.com/openai/whisper',
    path: `asr-models/sherpa-onnx-whisper-${size}.tar.bz2`,
    archives: [archive],
    files: [`${size}-encoder.int8.onnx`, `${size}-decoder.int8.onnx`, `${size}-tokens.txt`],
  }
}

/**
 * The models that can be fetched. A publisher may put another file under the same name (both of Kokoro were, in September
 * 2026), so an entry can know several.
 */
export const catalogue: readonly Model[] = [
  {
    ...kokoro,
    name: 'kokoro-int8',
    folder: 'kokoro-int8-multi-lang-v1_0',
    title: 'Kokoro v1.0, int8',
    path: 'tts-models/kokoro-int8-multi-lang-v1_0.tar.bz2',
    archives: [
      { sha256: '4c3052abaa60943a341f193888cf6abd68787dae6ab8ae5c925a706caa247e4e', bytes: 132_303_094 },
      { sha256: '75654a84864be26f345f020f4070c2c019e96dd1b7f9bf6e2ffd59efac6aa5a3', bytes: 131_839_838 },
    ],
    files: ['model.int8.onnx', 'voices.bin', 'tokens.txt', 'espeak-ng-data/phontab'],
  },
  {
    ...kokoro,
    name: 'kokoro',
    folder: 'kokoro-multi-lang-v1_0',
    title: 'Kokoro v1.0, full precision',
    path: 'tts-models/kokoro-multi-lang-v1_0.tar.bz2',
    archives: [
      { sha256: 'c5f7e2d2caf082bc1d20fb70334a61d99d20b484500aad32e7cf84c128ea3298', bytes: 349_906_910 },
      { sha256: 'c133d26353d776da730870dac7da07dbfc9a5e3bc80cc5e8e83ab6e823be7046', bytes: 349_418_188 },
    ],
    files: ['model.onnx', 'voices.bin', 'tokens.txt', 'espeak-ng-data/phontab'],
  },
  whisper('tiny', {
    sha256: 'c46116994e539aa165266d96b325252728429c12535eb9d8b6a2b10f129e66b1',
    bytes: 116_204_861,
  }),
  whisper('base', {
    sha256: '911b2083efd7c0dca2ac3b358b75222660dc09fb716d64fbfc417ba6c99ff3de',
    bytes: 207_557_382,
  }),
  whisper('small', {
    sha256: '486a46afbb7ba798507190ffe02fea2dd726049af212e774537efac6afb210a6',
    bytes: 639_387_718,
  }),
  {
    name: 'zipformer-en',
    folder: 'sherpa-onnx-streaming-zipformer-en-2023-06-26',
    purpose: 'live speech to text',
    title: 'Streaming Zipformer, English',
    languages: 'en',
    licence: 'Apache-2.0',
    source: 'https://k2-fsa.github.io/sherpa/onnx/pretrained_models/online-transducer/zipformer-transducer-models.html',
    path: 'asr-models/sherpa-onnx-streaming-zipformer-en-2023-06-26.tar.bz2',
    archives: [{ sha256: '639e25b578e9e997131402199419c13a941f8e4e198e2da1ce57dbf5cf401282', bytes: 310_414_022 }],
    files: [
      'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'decoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'tokens.txt',
    ],
  },
]

/** @param name - Short, or the folder's. */
export function findModel(name: string, models: readonly Model[] = catalogue): Model | undefined {
  return models.find((model) => model.name === name || model.folder === name)
}
