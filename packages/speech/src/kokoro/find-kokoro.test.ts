import { cp, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KOKORO_FOLDER, kokoroModels } from '@patchbay/test-support/speech-models'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findKokoro } from './find-kokoro.ts'

const why = await whyNoSpeechModels()

describe.skipIf(why !== undefined)(`findKokoro${why === undefined ? '' : `: ${why}`}`, () => {
  let models: string
  let folder: string

  // A folder of its own, whose files may go: the large ones are links.
  beforeEach(async () => {
    const real = join(await kokoroModels(), KOKORO_FOLDER)
    models = await mkdtemp(join(tmpdir(), 'patchbay-kokoro-'))
    folder = join(models, KOKORO_FOLDER)
    await mkdir(folder)
    for (const name of ['model.int8.onnx', 'voices.bin', 'tokens.txt']) {
      await symlink(join(real, name), join(folder, name))
    }
    await cp(join(real, 'espeak-ng-data'), join(folder, 'espeak-ng-data'), { recursive: true })
  })
  afterEach(() => rm(models, { recursive: true }))

  async function found() {
    const kokoro = await findKokoro(models)
    if ('reason' in kokoro) throw new Error(kokoro.reason)
    return kokoro
  }

  it("numbers the voices in the model's own order", async () => {
    const { speakers } = await found()
    expect(speakers.size).toBe(54)
    expect([...speakers.keys()].slice(0, 4)).toEqual(['af_alloy', 'af_aoede', 'af_bella', 'af_heart'])
    expect([speakers.get('af_heart'), speakers.get('ef_dora'), speakers.get('em_alex')]).toEqual([3, 28, 29])
  })

  it('knows the languages that espeak-ng reads, and Chinese only with its lexicon', async () => {
    const spoken = ['en-US', 'en-GB', 'es', 'fr', 'hi', 'it', 'pt-BR']
    expect([...(await found()).languages.keys()]).toEqual(spoken)
    await writeFile(join(folder, 'lexicon-zh.txt'), '一 i →\n')
    expect([...(await found()).languages.keys()]).toEqual([...spoken, 'zh'])
  })

  it('misses the language whose dictionary is not there', async () => {
    await rm(join(folder, 'espeak-ng-data', 'pt_dict'))
    expect([...(await found()).languages.keys()]).not.toContain('pt-BR')
  })

  it('takes the model without quantisation where that is the one', async () => {
    await rename(join(folder, 'model.int8.onnx'), join(folder, 'model.onnx'))
    expect((await found()).files.model).toBe(join(folder, 'model.onnx'))
  })

  it.each(['model.int8.onnx', 'voices.bin', 'tokens.txt', 'espeak-ng-data'])(
    'says that %s is missing',
    async (name) => {
      await rm(join(folder, name), { recursive: true })
      await expect(found()).rejects.toThrow(/ lacks .* Fetch it again\.$/)
    },
  )

  it('refuses voices that are not whole, which the library would end its process for', async () => {
    const voices = join(folder, 'voices.bin')
    const real = join(await kokoroModels(), KOKORO_FOLDER, 'voices.bin')
    await rm(voices)
    await cp(real, voices)
    await truncate(voices, 1_000_000)
    await expect(found()).rejects.toThrow(/does not belong to .* or is not whole/)
  })

  it('refuses a model that says nothing of itself, as other exports of Kokoro do', async () => {
    await rm(join(folder, 'model.int8.onnx'))
    // A message with one field: the version of the format.
    await writeFile(join(folder, 'model.int8.onnx'), Buffer.from([0x08, 0x08]))
    await expect(found()).rejects.toThrow(/is no Kokoro v1\.0 as sherpa-onnx needs it/)
  })

  it('says where it looked where there is no such folder', async () => {
    await rm(folder, { recursive: true })
    await mkdir(join(models, 'kokoro-en-v0_19'))
    expect(await findKokoro(models)).toEqual({
      reason: `No folder such as kokoro-multi-lang-v1_0 is in ${models}.`,
    })
    expect(await findKokoro(join(models, 'nowhere'))).toHaveProperty('reason')
  })
})
