import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RATE } from '../voice.ts'
import { readModelMetadata } from './read-model-metadata.ts'

/** A model folder that can speak. */
export interface KokoroModel {
  /** What `kokoro-process.ts` loads. */
  files: KokoroFiles
  /** The number of each voice in the model, by its id, such as `af_heart`. */
  speakers: ReadonlyMap<string, number>
  /** The names by which espeak-ng's data knows the languages that Kokoro was trained on, by BCP 47. */
  languages: ReadonlyMap<string, string>
}

/** Absolute paths. */
export interface KokoroFiles {
  model: string
  voices: string
  tokens: string
  dataDir: string
  /** Chinese alone is read by a lexicon; empty where there is none. */
  lexicon: string
}

/**
 * How espeak-ng calls the languages whose sounds Kokoro v1.0 learned. Japanese is not among them: espeak-ng reads no
 * kanji. Chinese is read by a lexicon, and espeak-ng reads what is Latin within it.
 */
const espeakNames: Record<string, string> = {
  'en-US': 'en-us',
  'en-GB': 'en',
  es: 'es',
  fr: 'fr',
  hi: 'hi',
  it: 'it',
  'pt-BR': 'pt-br',
}

const LEXICON = 'lexicon-zh.txt'

/** The first is smaller and faster, and sounds alike. */
const MODELS = ['model.int8.onnx', 'model.onnx']

/** Which metadata a multilingual Kokoro has; 0.19, which speaks English alone with other voices, has 1. */
const VERSION = '2'

/**
 * Looks for Kokoro v1.0 as sherpa-onnx's release archives unpack, such as `kokoro-multi-lang-v1_0`.
 *
 * @param modelsDir - The folder of all models.
 * @returns The model, or why there is none, as a sentence.
 */
export async function findKokoro(modelsDir: string): Promise<KokoroModel | { reason: string }> {
  const names = await readdir(modelsDir).catch(() => [])
  const folders = names.filter((name) => /^kokoro-.*multi-lang-v1_0/.test(name)).toSorted()
  let reason = `No folder such as kokoro-multi-lang-v1_0 is in ${modelsDir}.`
  for (const name of folders) {
    try {
      return await inspect(join(modelsDir, name))
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
  }
  return { reason }
}

async function inspect(folder: string): Promise<KokoroModel> {
  const model = await firstOf(folder, MODELS)
  const files = {
    model,
    voices: await firstOf(folder, ['voices.bin']),
    tokens: await firstOf(folder, ['tokens.txt']),
    dataDir: join(folder, 'espeak-ng-data'),
  }
  for (const name of ['phontab', 'phonindex', 'phondata', 'intonations']) await firstOf(files.dataDir, [name])
  const metadata = await readModelMetadata(model)
  const speakers = speakersOf(metadata, model)
  const { size } = await stat(files.voices)
  const [rows = 0, , columns = 0] = (metadata.get('style_dim') ?? '').split(',').map(Number)
  if (size !== speakers.size * rows * columns * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(`${files.voices} does not belong to ${model}, or is not whole. Fetch both again.`)
  }
  const lexicon = await firstOf(folder, [LEXICON]).catch(() => '')
  return { files: { ...files, lexicon }, speakers, languages: await languagesOf(files.dataDir, lexicon) }
}

function speakersOf(metadata: ReadonlyMap<string, string>, model: string): Map<string, number> {
  const isOurs = metadata.get('version') === VERSION && metadata.get('sample_rate') === String(SAMPLE_RATE)
  const names = metadata.get('speaker_names')?.split(',')
  if (!isOurs || !names || metadata.get('n_speakers') !== String(names.length)) {
    throw new Error(`${model} is no Kokoro v1.0 as sherpa-onnx needs it. Take one of its release archives.`)
  }
  return new Map(names.map((name, index) => [name, index]))
}

/** A language is there with its voice's file, in a folder for its family, and its dictionary. */
async function languagesOf(dataDir: string, lexicon: string): Promise<Map<string, string>> {
  const voices = await readdir(join(dataDir, 'lang'), { recursive: true })
  const here = new Set(voices.map((path) => path.split(/[\\/]/).at(-1)?.toLowerCase()))
  const dictionaries = new Set((await readdir(dataDir)).map((name) => name.replace(/_dict$/, '')))
  const spoken = Object.entries(espeakNames).filter(
    ([, name]) => here.has(name) && dictionaries.has(name.split('-')[0] ?? name),
  )
  return new Map(lexicon === '' ? spoken : [...spoken, ['zh', 'en-us']])
}

async function firstOf(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() && found.size > 0) return path
  }
  throw new Error(`${folder} lacks ${names.join(' or ')}. Fetch it again.`)
}
