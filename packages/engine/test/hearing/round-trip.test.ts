import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearBack, judges, type Judged } from './hear-back.ts'
import { readKeptFigures } from './kept-figures.ts'
import { openLoop } from './open-loop.ts'
import { sentences } from './sentences.ts'
import { tellTrips } from './tell-trips.ts'
import { errorRate } from './word-error.ts'

const why = await whyNoSpeechModels()

/** So many words of a sentence may be wrong besides: another processor adds up in another order, and Kokoro says nothing twice alike. */
const TOLERANCE = 0.5

// Some seconds of speech take a minute where the machine is shared.
const timeout = 900_000

const name = 'text → voice → session with Silero and a real Whisper → text'

describe.skipIf(why !== undefined)(`${name}${why === undefined ? '' : `: ${why}`}`, { timeout }, () => {
  let loop: Awaited<ReturnType<typeof openLoop>>
  let kept: Awaited<ReturnType<typeof readKeptFigures>>

  beforeAll(async () => {
    kept = await readKeptFigures()
    loop = await openLoop()
  }, timeout)
  afterAll(() => loop[Symbol.asyncDispose]())

  async function hear(judged: Judged, count: number) {
    const trips = await hearBack(loop, judged, sentences[judges[judged].language].slice(0, count))
    const told = tellTrips(judged, trips)
    console.log(told)
    return { trips, told }
  }

  it('the first 5 English sentences of af_heart come back as they are, a word in ten wrong at most', async () => {
    const { trips, told } = await hear('kokoro en', 5)
    expect(errorRate(trips), told).toBeLessThanOrEqual(0.1)
  })

  it.each([
    ['kokoro pt', 2],
    ['espeak en', 5],
    ['espeak pt', 3],
  ] as const)('%s: the first %i sentences are understood no worse than they were', async (judged, count) => {
    const { trips, told } = await hear(judged, count)
    const before = kept[judged]?.errors.slice(0, count) ?? []
    expect(before).toHaveLength(count)
    const sum = (errors: readonly number[]) => errors.reduce((total, each) => total + each, 0)
    expect(sum(trips.map(({ errors }) => errors)), told).toBeLessThanOrEqual(sum(before) + TOLERANCE * count)
  })
})
