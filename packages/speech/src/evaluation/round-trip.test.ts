import { readFile } from 'node:fs/promises'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { startWhisper, type Whisper } from '@patchbay/test-support/start-whisper'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openVoices } from '../open-voices.ts'
import { loudness } from '../testing/measure.ts'
import type { MeasuredVoices } from '../voices.ts'
import { hearBack, judges, type Judged } from './round-trip.ts'
import { sentences } from './sentences.ts'
import { errorRate } from './word-error.ts'

const why = await whyNoSpeechModels()

/**
 * How far a sample may lie above what all sentences gave. Six sentences have some fifty words: at a rate of 0.1 their own
 * chance alone spreads it by 0.04 (a binomial's deviation), and a misheard word tends to take its neighbour along.
 */
const TOLERANCE = 0.15

const keptFigures = z.record(z.string(), z.object({ sentences: z.int(), wordError: z.number() }))

// Some seconds of speech take a minute where the machine is shared.
const timeout = 900_000

describe.skipIf(why !== undefined)(`what Whisper hears${why === undefined ? '' : `: ${why}`}`, { timeout }, () => {
  const opened = new AsyncDisposableStack()
  let whisper: Whisper
  let voices: MeasuredVoices
  let kept: z.infer<typeof keptFigures>

  beforeAll(async () => {
    kept = keptFigures.parse(JSON.parse(await readFile(new URL('kept-figures.json', import.meta.url), 'utf8')))
    whisper = opened.use(await startWhisper())
    voices = opened.use(await openVoices(undefined, { modelsDir: await kokoroModels() }))
    await voices.measured
  }, timeout)
  afterAll(() => opened.disposeAsync())

  const hear = (judged: Judged, count: number) =>
    hearBack(voices, judged, sentences[judges[judged].language].slice(0, count), (wav, language) =>
      whisper.transcribe(wav, language),
    )

  it('af_heart really speaks: six English sentences come back with a word in ten wrong at most', async () => {
    const trips = await hear('kokoro en', 6)
    for (const { samples } of trips) expect(loudness(samples)).toBeGreaterThan(0.02)
    expect(errorRate(trips), JSON.stringify(trips.map(({ heard }) => heard))).toBeLessThanOrEqual(0.1)
  })

  it.each([
    ['espeak en', 6],
    ['espeak pt', 6],
    ['kokoro pt', 4],
  ] as const)('%s is understood no worse than it was', async (judged, count) => {
    const trips = await hear(judged, count)
    const limit = (kept[judged]?.wordError ?? 0) + TOLERANCE
    expect(errorRate(trips), JSON.stringify(trips.map(({ heard }) => heard))).toBeLessThanOrEqual(limit)
  })
})
