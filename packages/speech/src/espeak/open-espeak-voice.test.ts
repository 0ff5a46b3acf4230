import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import { likeness, loudness } from '../testing/measure.ts'
import type { SpeakRequest, Voice } from '../voice.ts'
import { openEspeakVoice } from './open-espeak-voice.ts'

const english = 'Your order number four two seven has shipped this morning.'
const portuguese = 'Sua reserva está confirmada para amanhã às nove horas.'
const longText = `${english} `.repeat(20)

const started: Worker[] = []
let voice: Voice

beforeAll(async () => {
  voice = await openEspeakVoice({
    startWorker() {
      const worker = new Worker(new URL('espeak-worker.ts', import.meta.url))
      started.push(worker)
      return worker
    },
  })
})

afterAll(async () => {
  await voice[Symbol.asyncDispose]()
})

const request = (text: string, changes: Partial<SpeakRequest> = {}): SpeakRequest => ({
  text,
  language: 'en',
  speed: 1,
  signal: new AbortController().signal,
  ...changes,
})

async function hear(text: string, changes: Partial<SpeakRequest> = {}): Promise<Int16Array> {
  return joinSamples(await Array.fromAsync(voice.speak(request(text, changes))))
}

describe('openEspeakVoice', () => {
  it('is named espeak', () => {
    expect(voice.name).toBe('espeak')
  })

  it('speaks audibly, without reaching full scale all the time', async () => {
    const samples = await hear(english)
    expect(loudness(samples)).toBeGreaterThan(0.03)
    expect(loudness(samples)).toBeLessThan(0.5)
  })

  it('takes as long as a person would: two to five words a second', async () => {
    const seconds = (await hear(english)).length / 24_000
    expect(10 / seconds).toBeGreaterThan(2)
    expect(10 / seconds).toBeLessThan(5)
  })

  it('takes four times as long for four times the text', async () => {
    const once = await hear(english)
    const four = await hear(`${english} `.repeat(4))
    expect(four.length / once.length).toBeCloseTo(4, 1)
  })

  it('speaks faster and slower when asked', async () => {
    const [slow, own, fast] = [
      await hear(english, { speed: 0.6 }),
      await hear(english),
      await hear(english, { speed: 1.4 }),
    ]
    expect(slow.length / own.length).toBeGreaterThan(1.4)
    expect(fast.length / own.length).toBeLessThan(0.8)
  })

  it('speaks Portuguese and English differently, and the nearest of what it is asked for', async () => {
    const inPortuguese = await hear(portuguese, { language: 'pt-BR' })
    expect(loudness(inPortuguese)).toBeGreaterThan(0.03)
    expect(likeness(inPortuguese, await hear(portuguese, { language: 'en' }))).toBeLessThan(0.7)
    expect(likeness(inPortuguese, await hear(portuguese, { language: 'pt' }))).toBeGreaterThan(0.8)
    expect(likeness(await hear(english, { language: 'x!' }), await hear(english))).toBeGreaterThan(0.8)
  })

  it('gives the first sentence while the rest is not made yet', async () => {
    const pieces = await Array.fromAsync(voice.speak(request(longText)))
    expect(pieces).toHaveLength(20)
  })

  it('keeps the pauses between sentences that espeak itself keeps', async () => {
    const samples = await hear('First. Second.')
    const apart = joinSamples([await hear('First.'), await hear('Second.')])
    expect(samples.length / apart.length).toBeCloseTo(1, 2)
    expect(likeness(samples, apart)).toBeGreaterThan(0.8)
    const tail = (await hear('First.')).slice(-0.28 * 24_000)
    expect(loudness(tail)).toBe(0)
  })

  it('reads signs that espeak would take for markup, phonemes or the end', async () => {
    const seconds = async (text: string) => (await hear(text)).length
    expect(await seconds('five <b>six</b> seven')).toBeGreaterThan(await seconds('five six seven'))
    expect(await seconds('this [[and that]] is said')).toBeGreaterThan(0.9 * (await seconds('this and that is said')))
    expect(await seconds('one\0two three four')).toBeGreaterThan(0.9 * (await seconds('one two three four')))
  })

  it('says nothing of an empty text', async () => {
    expect(await Array.fromAsync(voice.speak(request(' ')))).toEqual([])
  })

  it('stops at once when the signal aborts, also for one that waits its turn', async () => {
    const stop = new AbortController()
    const waiting = voice.speak(request(longText, { signal: stop.signal }))
    const pieces: Int16Array[] = []
    for await (const piece of voice.speak(request(longText, { signal: stop.signal }))) {
      pieces.push(piece)
      if (pieces.length === 2) stop.abort()
    }
    expect(pieces).toHaveLength(2)
    expect(await Array.fromAsync(waiting)).toEqual([])
    expect(loudness(await hear('Next.'))).toBeGreaterThan(0.01)
  })

  it('goes on with others when a listener leaves in the middle', async () => {
    for await (const piece of voice.speak(request(longText))) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    expect(loudness(await hear('Next.'))).toBeGreaterThan(0.01)
  })

  it('gives each of several requests its own words, and lets a short one through before a long one is done', async () => {
    const alone = { english: await hear(longText), portuguese: await hear(portuguese, { language: 'pt-BR' }) }
    const finished: string[] = []
    const note = async (name: string, speech: Promise<Int16Array>) => {
      const samples = await speech
      finished.push(name)
      return samples
    }
    const [first, second, third] = await Promise.all([
      note('long', hear(longText)),
      note('short', hear(portuguese, { language: 'pt-BR' })),
      note('fast', hear(english, { speed: 1.4 })),
    ])
    expect(likeness(first, alone.english)).toBeGreaterThan(0.8)
    expect(likeness(second, alone.portuguese)).toBeGreaterThan(0.8)
    expect(likeness(third, await hear(english, { speed: 1.4 }))).toBeGreaterThan(0.8)
    expect(finished).toEqual(['short', 'fast', 'long'])
  })

  it('leaves the main thread idle for most of the time that it takes', async () => {
    const before = performance.eventLoopUtilization()
    await Array.fromAsync(voice.speak(request(longText)))
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5)
  })

  it('fails what was being said when the thread dies, and says the next thing with a new thread', async () => {
    const threads = started.length
    const speech = voice.speak(request(longText))[Symbol.asyncIterator]()
    const piece = speech.next()
    const queued = hear('Next.')
    await started.at(-1)?.terminate()
    await expect(piece).rejects.toThrow('espeak died while it was speaking')
    expect(loudness(await queued)).toBeGreaterThan(0.01)
    expect(started).toHaveLength(threads + 1)
  })

  it('starts a new thread when one has died while nobody spoke', async () => {
    await started.at(-1)?.terminate()
    expect(loudness(await hear('Hello.'))).toBeGreaterThan(0.01)
  })

  it('refuses to speak when it was closed', async () => {
    const closed = await openEspeakVoice()
    await closed[Symbol.asyncDispose]()
    await expect(Array.fromAsync(closed.speak(request(english)))).rejects.toThrow('The espeak voice was closed')
  })
})
