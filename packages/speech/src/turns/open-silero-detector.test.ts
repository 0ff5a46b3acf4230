import { once } from 'node:events'
import { copyFile, mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { openEspeakVoice } from '../espeak/open-espeak-voice.ts'
import { joinSamples } from '../join-samples.ts'
import { speak } from '../testing/speak.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { openSileroDetector } from './open-silero-detector.ts'
import { openTurnDetector } from './open-turn-detector.ts'
import { sileroModelFile } from './silero-model-file.ts'
import type { TurnDetector, TurnEvent, TurnOptions } from './turn-detector.ts'

const voice = await openEspeakVoice()
afterAll(() => voice[Symbol.asyncDispose]())
const silence = new Int16Array(SAMPLE_RATE)
const spoken = joinSamples([silence, await speak(voice, 'Who are my members?'), silence])
const lengthMs = (spoken.length / SAMPLE_RATE) * 1000

/** Feeds a recording as a microphone does, and waits until all of it was listened to. */
async function listen(detector: TurnDetector, recording = spoken, options: TurnOptions = {}): Promise<TurnEvent[]> {
  const heard: TurnEvent[] = []
  const all = Promise.withResolvers<void>()
  using stream = detector.follow(options, (events, heardMs) => {
    heard.push(...events)
    if (heardMs >= (recording.length / SAMPLE_RATE) * 1000 - 0.1) all.resolve()
  })
  for (let at = 0; at < recording.length; at += 960) stream.feed(recording.subarray(at, at + 960))
  await all.promise
  return heard
}

test('the best detector of this installation is Silero’s model, in a thread', async () => {
  await using detector = await openTurnDetector()
  expect(detector.name).toBe('silero')
  const turn = await listen(detector)
  expect(turn.map(({ type }) => type)).toEqual(['speech_started', 'speech_lasted', 'speech_stopped'])
})

test('streams are told apart, and a model that has served one hears the next as a new one would', async () => {
  await using detector = await openSileroDetector()
  const first = await listen(detector)
  const together = await Promise.all([listen(detector), listen(detector, silence), listen(detector)])
  expect(together).toEqual([first, [], first])
  expect(await listen(detector, spoken, { threshold: 0.9, silenceDurationMs: 300 })).not.toEqual(first)
})

test('a stream that was ended is told nothing more', async () => {
  await using detector = await openSileroDetector()
  let told = 0
  detector.follow({}, () => (told += 1))[Symbol.dispose]()
  const stream = detector.follow({}, () => (told += 1))
  stream.feed(spoken)
  stream[Symbol.dispose]()
  await listen(detector)
  expect(told).toBe(0)
})

test('where the thread dies, streams go on by energy, and a turn that was under way is over', async () => {
  const warnings: string[] = []
  let worker: Worker | undefined
  await using detector = await openSileroDetector({
    log: { warn: (_fields, message) => warnings.push(message) },
    startWorker: () => (worker = new Worker(new URL('silero-worker.ts', import.meta.url))),
  })
  const events: TurnEvent[] = []
  const begun = Promise.withResolvers<void>()
  using stream = detector.follow({}, (heard) => {
    events.push(...heard)
    if (heard.length > 0) begun.resolve()
  })
  stream.feed(spoken.subarray(0, 1.6 * SAMPLE_RATE))
  await begun.promise
  if (!worker) throw new Error('the detector has not started its thread')
  const gone = once(worker, 'exit')
  await worker.terminate()
  await gone
  expect(events.at(-1)?.type).toBe('speech_stopped')
  expect(warnings).toHaveLength(1)

  // What follows on the old stream, and a new stream.
  stream.feed(joinSamples([silence, spoken]))
  expect(events.slice(-3).map(({ type }) => type)).toEqual(['speech_started', 'speech_lasted', 'speech_stopped'])
  expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
  expect(events.at(-1)?.atMs).toBeLessThan(1600 + 1000 + lengthMs)
  expect((await listen(detector)).length).toBeGreaterThan(0)
})

test('a model file that is damaged is told in words: to load it would end the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'silero-'))
  try {
    const copy = join(folder, 'silero_vad_v5.onnx')
    await copyFile(sileroModelFile(), copy)
    await truncate(copy, 100_000)
    expect(() => sileroModelFile(pathToFileURL(copy))).toThrow(/is damaged: install Patchbay again/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a thread that does not start is an error, not a wait', async () => {
  const startWorker = () => new Worker('throw new Error("no such library")', { eval: true })
  await expect(openSileroDetector({ startWorker })).rejects.toThrow('could not be loaded')
})

test('closes while models are being made for streams that have just begun, and the process lives', async () => {
  const detector = await openSileroDetector()
  const heard = Promise.withResolvers<void>()
  detector.follow({}, () => heard.resolve()).feed(silence.subarray(0, 960))
  // The thread makes a model for each of these, while it is told to end.
  for (let stream = 0; stream < 8; stream += 1) detector.follow({}, () => {})
  await heard.promise
  await expect(detector[Symbol.asyncDispose]()).resolves.toBeUndefined()
})
