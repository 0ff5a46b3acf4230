import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KOKORO_FOLDER, kokoroModels } from '@patchbay/test-support/speech-models'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterEach, describe, expect, it } from 'vitest'
import { encodeAudio } from './audio-format.ts'
import { joinSamples } from './join-samples.ts'
import { openVoices, type VoicesOptions } from './open-voices.ts'
import { loudness } from './testing/measure.ts'
import { tone } from './testing/tone.ts'
import type { MeasuredVoices } from './voices.ts'

const why = await whyNoSpeechModels()
const never = new AbortController().signal

let opened = new AsyncDisposableStack()
afterEach(async () => {
  await opened.disposeAsync()
  opened = new AsyncDisposableStack()
})

const open = async (options?: VoicesOptions, warnings: string[] = []) =>
  opened.use(await openVoices({ warn: (_, message) => warnings.push(message) }, options))

const say = (voices: MeasuredVoices, voiceId: string, text: string) =>
  voices.speak({ voiceId, text, speed: 1, signal: never })

/** A clock by which everything takes as long: `factor` of real time for two seconds of speech. */
function clockOf(stepMs: number): () => number {
  let ms = 0
  return () => (ms += stepMs)
}

/** A voice server on loopback that answers with a tone, or with a status. */
async function serveTone(status: () => number): Promise<string> {
  const server = createServer((_, res) => {
    res.writeHead(status(), { 'content-type': 'audio/pcm' }).end(encodeAudio('audio/pcm', tone(440, 500)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on TCP')
  return `http://127.0.0.1:${address.port}/v1`
}

const heardFrom = async (audio: AsyncIterable<Int16Array>) => joinSamples(await Array.fromAsync(audio))
const live = (voices: MeasuredVoices, language = 'en') =>
  heardFrom(voices.live.speak({ text: 'Hello.', language, speed: 1, signal: never }))

describe('openVoices', () => {
  it('speaks by espeak where there are no models, and says why Kokoro does not', async () => {
    const warnings: string[] = []
    const voices = await open({ modelsDir: '/nowhere' }, warnings)
    await voices.measured
    expect(voices.live.name).toBe('espeak')
    expect(voices.list().filter(({ engine }) => engine === 'kokoro')).toHaveLength(54)
    expect(
      voices
        .list()
        .filter(({ ready }) => ready)
        .map(({ engine }) => engine),
    ).toEqual(Array.from({ length: 8 }, () => 'espeak'))
    expect(voices.figures()).toEqual([
      {
        engine: 'kokoro',
        ready: false,
        realTimeFactor: undefined,
        note: 'No folder such as kokoro-multi-lang-v1_0 is in /nowhere.',
      },
      { engine: 'espeak', ready: true, realTimeFactor: expect.any(Number), note: undefined },
    ])
    expect(warnings).toEqual([])
  })

  it('has a voice of the language stand in for one that is not ready', async () => {
    const voices = await open()
    const speech = say(voices, 'bf_emma', 'Good morning.')
    expect(speech).toMatchObject({ voiceId: 'espeak_en-gb', engine: 'espeak' })
    expect(loudness(await heardFrom(speech.audio))).toBeGreaterThan(0.01)
    expect(() => say(voices, 'jf_alpha', 'おはよう')).toThrow('Nothing here can speak ja.')
    expect(() => say(voices, 'af_nobody', 'Hello.')).toThrow('There is no voice af_nobody.')
  })

  it.each(['', ' \n ', '...', '\u0000\u0007', '\u200b', '<speak><break/></speak>'])(
    'refuses %j in words, since nothing in it can be spoken',
    async (text) => {
      const voices = await open()
      expect(() => say(voices, 'espeak_en-us', text)).toThrow(
        expect.objectContaining({ code: 'VALIDATION_FAILED', message: expect.stringContaining('nothing to speak') }),
      )
      expect(await heardFrom(voices.live.speak({ text, language: 'en', speed: 1, signal: never }))).toHaveLength(0)
    },
  )

  it("speaks live by a server's voice where it answers, and by espeak while it does not", async () => {
    let status = 503
    const warnings: string[] = []
    const baseUrl = await serveTone(() => status)
    const voices = await open({ openai: { baseUrl, model: 'tts-1', voices: ['nova', 'onyx'] } }, warnings)
    await voices.measured
    expect(voices.live.name).toBe('espeak')
    expect(
      voices
        .list()
        .filter(({ engine }) => engine === 'openai')
        .map(({ ready }) => ready),
    ).toEqual([false, false])
    expect(voices.figures().at(-1)).toMatchObject({ ready: false, note: expect.stringContaining('answered 503') })
    expect(warnings).toEqual(['openai cannot speak, and is tried again'])

    status = 200
    await voices.refresh()
    expect(voices.live.name).toBe('openai')
    expect(await live(voices)).toEqual(tone(440, 500))
    expect(await heardFrom(say(voices, 'openai_onyx', 'Olá.').audio)).toEqual(tone(440, 500))

    status = 503
    expect(loudness(await live(voices))).toBeGreaterThan(0.01)
    expect(warnings.at(-1)).toBe('openai could not speak, so espeak does')
  })

  // Some seconds of speech take a minute where the machine is shared.
  const timeout = 300_000
  describe.skipIf(why !== undefined)(`with Kokoro's model${why === undefined ? '' : `: ${why}`}`, { timeout }, () => {
    it('speaks live by Kokoro from when it is known to keep up, and by espeak before', async () => {
      const voices = await open({ modelsDir: await kokoroModels(), now: clockOf(1) })
      expect(voices.live.name).toBe('espeak')
      await voices.measured
      expect(voices.live.name).toBe('kokoro')
      expect(voices.figures()[0]).toMatchObject({ engine: 'kokoro', ready: true, note: undefined })
      const kokoro = await live(voices)
      expect(loudness(kokoro)).toBeGreaterThan(0.01)
      // Kokoro has no German: espeak speaks it.
      expect(loudness(await live(voices, 'de'))).toBeGreaterThan(0.01)
      const ready = voices.list().filter(({ engine, ready: isReady }) => engine === 'kokoro' && isReady)
      expect(ready.map(({ language }) => language)).not.toContain('ja')
      expect(ready.map(({ voiceId }) => voiceId)).toContain('af_heart')
      expect(ready).toHaveLength(41)
    })

    it('leaves live to espeak where Kokoro is too slow, and says so; it speaks when it is asked', async () => {
      const voices = await open({ modelsDir: await kokoroModels(), now: clockOf(60_000) })
      await voices.measured
      expect(voices.live.name).toBe('espeak')
      expect(voices.figures()[0]).toMatchObject({ engine: 'kokoro', ready: true, note: 'Too slow for live.' })
      const speech = say(voices, 'af_heart', 'Good morning.')
      expect(speech).toMatchObject({ voiceId: 'af_heart', engine: 'kokoro' })
      expect(loudness(await heardFrom(speech.audio))).toBeGreaterThan(0.01)
    })

    it('measures Kokoro again after a while where it was too slow, as the machine may have been busy', async () => {
      const clock = { ms: 0, stepMs: 60_000 }
      const now = () => (clock.ms += clock.stepMs)
      const voices = await open({ modelsDir: await kokoroModels(), now })
      await voices.measured
      const slow = voices.figures()[0]?.realTimeFactor
      clock.stepMs = 1
      await voices.refresh()
      expect([voices.live.name, voices.figures()[0]?.realTimeFactor]).toEqual(['espeak', slow])
      clock.ms += 10 * 60_000
      await voices.refresh()
      expect(voices.live.name).toBe('kokoro')
      expect(voices.figures()[0]).toMatchObject({ ready: true, note: undefined })
    })

    it('finds a model that came later', async () => {
      const modelsDir = await mkdtemp(join(tmpdir(), 'patchbay-models-'))
      opened.defer(() => rm(modelsDir, { recursive: true }))
      const voices = await open({ modelsDir })
      await voices.measured
      const heart = () => voices.list().find(({ voiceId }) => voiceId === 'af_heart')?.ready
      expect(heart()).toBe(false)
      await symlink(join(await kokoroModels(), KOKORO_FOLDER), join(modelsDir, KOKORO_FOLDER))
      await voices.refresh()
      expect(heart()).toBe(true)
    })

    it('closes in the middle of the measurement', async () => {
      const voices = await openVoices(undefined, { modelsDir: await kokoroModels() })
      await voices[Symbol.asyncDispose]()
      await voices.measured
      expect(voices.live.name).toBe('espeak')
    })
  })
})
