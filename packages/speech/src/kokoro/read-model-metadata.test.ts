import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KOKORO_FOLDER, kokoroModels } from '@patchbay/test-support/speech-models'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kokoroVoices } from './kokoro-voices.ts'
import { readModelMetadata } from './read-model-metadata.ts'

const why = await whyNoSpeechModels()

describe('readModelMetadata', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-metadata-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.skipIf(why)(`reads what a model of 92 MB says of itself${why ? `: ${why}` : ''}`, async () => {
    const metadata = await readModelMetadata(join(await kokoroModels(), KOKORO_FOLDER, 'model.int8.onnx'))
    expect(metadata.get('sample_rate')).toBe('24000')
    expect(metadata.get('speaker_names')?.split(',').toSorted()).toEqual(
      kokoroVoices.map(({ voiceId }) => voiceId).toSorted(),
    )
  })

  it.skipIf(why)('refuses a model that was cut short', async () => {
    const cut = join(folder, 'cut.onnx')
    await copyFile(join(await kokoroModels(), KOKORO_FOLDER, 'model.int8.onnx'), cut)
    await truncate(cut, 50_000_000)
    await expect(readModelMetadata(cut)).rejects.toThrow(/is not whole$/)
  })

  it.each(['<!doctype html><html>', '\0\0\0', 'version https://git-lfs.github.com/spec/v1\n'])(
    'refuses %j',
    async (content) => {
      const path = join(folder, 'none.onnx')
      await writeFile(path, content)
      await expect(readModelMetadata(path)).rejects.toThrow(/is no ONNX model|is not whole/)
    },
  )
})
