import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import { likeness, loudness } from '../testing/measure.ts'
import { findKokoro, type KokoroFiles, type KokoroModel } from './find-kokoro.ts'
import { openKokoroVoice, type KokoroVoice } from './open-kokoro-voice.ts'

const why = await whyNoSpeechModels()

// Some seconds of speech take a minute where the machine is shared.
const timeout = 300_000

describe.skipIf(why !== undefined)(`openKokoroVoice${why === undefined ? '' : `: ${why}`}`, { timeout }, () => {
  const started: ChildProcess[] = []
  let model: KokoroModel
  let voice: KokoroVoice

  function startProcess(files: KokoroFiles): ChildProcess {
    const child = fork(new URL('kokoro-process.ts', import.meta.url), [JSON.stringify(files)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    })
    started.push(child)
    return child
  }

  beforeAll(async () => {
    const found = await findKokoro(await kokoroModels())
    if ('reason' in found) throw new Error(found.reason)
    model = found
    voice = await openKokoroVoice(model, { startProcess })
  })
  afterAll(() => voice[Symbol.asyncDispose]())

  const speak = (text: string, voiceId = 'af_heart', signal = new AbortController().signal, speed = 1) =>
    voice.speak({ text, voiceId, speed, signal })
  const hear = async (...request: Parameters<typeof speak>) => joinSamples(await Array.fromAsync(speak(...request)))

  it('speaks audibly, at the pace of a person, faster when asked', async () => {
    const text = 'Your order has shipped this morning.'
    const own = await hear(text)
    expect(loudness(own)).toBeGreaterThan(0.02)
    expect(own.length / 24_000).toBeGreaterThan(1.5)
    expect(own.length / 24_000).toBeLessThan(4)
    const fast = await hear(text, 'af_heart', undefined, 1.5)
    expect(fast.length / own.length).toBeLessThan(0.85)
  })

  it('gives the first sentence while the second is not made yet', async () => {
    const speech = speak('Yes. No.')[Symbol.asyncIterator]()
    expect((await speech.next()).value?.length).toBeGreaterThan(0)
    expect((await speech.next()).value?.length).toBeGreaterThan(0)
    expect((await speech.next()).done).toBe(true)
  })

  it('speaks each language as its own, and each voice as another', async () => {
    const text = 'Sua reserva está confirmada.'
    const inPortuguese = await hear(text, 'pf_dora')
    expect(loudness(inPortuguese)).toBeGreaterThan(0.02)
    expect(likeness(inPortuguese, await hear(text, 'pf_dora'))).toBeGreaterThan(0.8)
    expect(likeness(inPortuguese, await hear(text, 'af_heart'))).toBeLessThan(0.8)
  })

  it('says nothing where nothing can be spoken, and goes on', async () => {
    expect((await hear('一二三')).length).toBe(0)
    expect(loudness(await hear('Next.'))).toBeGreaterThan(0.02)
  })

  it('refuses a voice that the model has no language for', () => {
    expect(() => speak('こんにちは', 'jf_alpha')).toThrow('This Kokoro cannot speak as jf_alpha')
    expect(() => speak('Hello', 'af_nobody')).toThrow('This Kokoro cannot speak as af_nobody')
  })

  it('leaves the main thread idle', async () => {
    const before = performance.eventLoopUtilization()
    await hear('A short sentence.')
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.3)
  })

  it('gives up a long sentence that nobody wants, and says the next with a new process', async () => {
    const processes = started.length
    const old = started.at(-1)
    const exit = old && once(old, 'exit')
    const stop = new AbortController()
    const unwanted = hear('and so on '.repeat(19).trim(), 'af_heart', stop.signal)
    // The process works on it before it is told to stop.
    await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    expect((await unwanted).length).toBe(0)
    await exit
    expect(loudness(await hear('Next.'))).toBeGreaterThan(0.02)
    expect(started).toHaveLength(processes + 1)
  })

  it('fails what was being said when the process dies, and says the next thing with a new one', async () => {
    const piece = hear('It will arrive tomorrow, around nine.')
    const queued = hear('Next.')
    await new Promise((resolve) => setImmediate(resolve))
    started.at(-1)?.kill('SIGKILL')
    await expect(piece).rejects.toThrow('kokoro died while it was speaking')
    expect(loudness(await queued)).toBeGreaterThan(0.02)
  })

  it('is told where its process does not start', async () => {
    const broken = { ...model, files: { ...model.files, tokens: `${model.files.tokens}.missing` } }
    await expect(openKokoroVoice(broken)).rejects.toThrow('kokoro could not be started')
  })

  it('refuses to speak when it was closed', async () => {
    const closed = await openKokoroVoice(model)
    await closed[Symbol.asyncDispose]()
    const speech = closed.speak({ text: 'Hi', voiceId: 'af_heart', speed: 1, signal: new AbortController().signal })
    await expect(Array.fromAsync(speech)).rejects.toThrow('The kokoro voice was closed')
  })
})
