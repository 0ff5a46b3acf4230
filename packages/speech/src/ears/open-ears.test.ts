import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sileroModelFile } from '../turns/silero-model-file.ts'
import { openEars, type EarsSettings } from './open-ears.ts'

const modelsDir = await mkdtemp(join(tmpdir(), 'models-'))
afterAll(() => rm(modelsDir, { recursive: true }))

/** A folder with the files of a recogniser, each a real model of another kind. */
async function makeModel(name: string, parts: string[], bytes?: number): Promise<void> {
  const folder = join(modelsDir, name)
  await mkdir(folder)
  for (const part of parts) {
    await copyFile(sileroModelFile(), join(folder, `${part}.onnx`))
    if (bytes !== undefined) await truncate(join(folder, `${part}.onnx`), bytes)
  }
  await writeFile(join(folder, 'tokens.txt'), '<blk> 0\na 1\n')
}

/** What is opened, and the reason why not. */
async function open(settings: Partial<EarsSettings>) {
  const reasons: string[] = []
  const log = {
    warn: ({ err }: Record<string, unknown>) => void reasons.push(err instanceof Error ? err.message : String(err)),
  }
  const ears = await openEars({ server: undefined, model: undefined, modelsDir, ...settings }, log)
  await ears?.[Symbol.asyncDispose]()
  return { name: ears?.name, reasons }
}

test('nothing to hear with is no error', async () => {
  expect(await open({ modelsDir: join(modelsDir, 'not-there') })).toEqual({ name: undefined, reasons: [] })
})

test('a server comes before the models of this machine', async () => {
  const server = { baseURL: 'http://127.0.0.1:1/v1', apiKey: undefined }
  expect(await open({ server })).toEqual({ name: 'whisper-1', reasons: [] })
  expect(await open({ server, model: 'large-v3' })).toEqual({ name: 'large-v3', reasons: [] })
})

test('a model that was named and is not there is told', async () => {
  const { name, reasons } = await open({ model: 'whisper-large' })
  expect(name).toBeUndefined()
  expect(reasons).toEqual([`There is no speech recognition model in ${join(modelsDir, 'whisper-large')} (STT_MODEL)`])
})

// Each of these ends the process that loads it: this one is still here to say so.
test.each([
  ['whisper-damaged', ['encoder', 'decoder'], 3_000, /whisper-damaged cannot be loaded .*Protobuf parsing failed/],
  ['whisper-other', ['encoder', 'decoder'], undefined, /whisper-other cannot be loaded .*'n_mels' does not exist/],
  ['zipformer-damaged', ['encoder', 'decoder', 'joiner'], 3_000, /zipformer-damaged cannot be loaded .*Protobuf/],
  ['zipformer-other', ['encoder', 'decoder', 'joiner'], undefined, /zipformer-other cannot be loaded .*does not exist/],
])(
  'a model that the library cannot load (%s) is told in words, and there are no ears',
  async (model, parts, bytes, words) => {
    await makeModel(model, parts, bytes)
    const { name, reasons } = await open({ model })
    expect(name).toBeUndefined()
    expect(reasons).toEqual([expect.stringMatching(words)])
  },
)
