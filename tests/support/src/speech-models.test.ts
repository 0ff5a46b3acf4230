import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KOKORO_FOLDER, kokoroModels } from './speech-models.ts'
import { startWhisper, type Whisper } from './start-whisper.ts'
import { whyNoSpeechModels } from './why-no-speech-models.ts'

const why = await whyNoSpeechModels()

describe.skipIf(why !== undefined)(`speech models${why === undefined ? '' : `: ${why}`}`, () => {
  let whisper: Whisper
  beforeAll(async () => {
    whisper = await startWhisper()
  })
  afterAll(() => whisper[Symbol.asyncDispose]())

  test("lays Kokoro out as sherpa's release archive, with 54 voices", async () => {
    const folder = join(await kokoroModels(), KOKORO_FOLDER)
    expect((await readdir(folder)).toSorted()).toEqual([
      'espeak-ng-data',
      'model.int8.onnx',
      'tokens.txt',
      'voices.bin',
    ])
    expect((await stat(join(folder, 'voices.bin'))).size).toBe(54 * 510 * 256 * 4)
    expect(await readdir(join(folder, 'espeak-ng-data'))).toEqual(
      expect.arrayContaining(['phontab', 'phonindex', 'phondata', 'intonations', 'en_dict', 'pt_dict']),
    )
  })

  test('Whisper refuses what is no audio with 400, and a form without a file', async () => {
    await expect(whisper.transcribe(Buffer.from('no audio'))).rejects.toThrow(/^Whisper: 400 /)
    const form = new FormData()
    form.set('model', 'whisper-1')
    const response = await fetch(`${whisper.baseUrl}/audio/transcriptions`, { method: 'POST', body: form })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { message: 'The form needs a file and a model' } })
  })

  test('Whisper ends when it is disposed of', async () => {
    let baseUrl: string
    {
      await using second = await startWhisper()
      baseUrl = second.baseUrl
    }
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed')
  })
})
