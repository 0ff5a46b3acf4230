import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findEarsModel } from './find-ears-model.ts'

const parent = await mkdtemp(join(tmpdir(), 'ears-'))
afterAll(() => rm(parent, { recursive: true }))

async function makeFolder(name: string, files: string[]): Promise<string> {
  const folder = join(parent, name)
  await mkdir(folder)
  await Promise.all(files.map((file) => writeFile(join(folder, file), '')))
  return folder
}

test('an encoder, a decoder and tokens are Whisper; the smaller precision is taken', async () => {
  const files = ['base-encoder.onnx', 'base-encoder.int8.onnx', 'base-decoder.onnx', 'base-decoder.int8.onnx']
  const folder = await makeFolder('whisper-base', [...files, 'base-tokens.txt', 'README.md'])
  expect(await findEarsModel(folder)).toEqual({
    kind: 'whisper',
    name: 'whisper-base',
    encoder: join(folder, 'base-encoder.int8.onnx'),
    decoder: join(folder, 'base-decoder.int8.onnx'),
    tokens: join(folder, 'base-tokens.txt'),
  })
})

test('with a joiner it is a streaming transducer', async () => {
  const names = ['encoder-epoch-99.onnx', 'decoder-epoch-99.onnx', 'joiner-epoch-99.onnx', 'tokens.txt']
  const folder = await makeFolder('zipformer', names)
  expect(await findEarsModel(folder)).toMatchObject({
    kind: 'transducer',
    joiner: join(folder, 'joiner-epoch-99.onnx'),
  })
})

test('a folder of something else, or none, holds no ears', async () => {
  expect(await findEarsModel(await makeFolder('kokoro', ['model.onnx', 'voices.bin', 'tokens.txt']))).toBeUndefined()
  expect(await findEarsModel(join(parent, 'nothing'))).toBeUndefined()
})

test('a model that came only in part is told, by what is missing', async () => {
  const folder = await makeFolder('part', ['base-encoder.onnx'])
  await expect(findEarsModel(folder)).rejects.toThrow(
    `The model in ${folder} is not whole: it lacks *decoder*.onnx and *tokens*.txt. Get it again.`,
  )
})
