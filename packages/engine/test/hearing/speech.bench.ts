import { afterAll, beforeAll, expect, test } from 'vitest'
import { hearBack, judges, type Judged } from './hear-back.ts'
import { keepFigures } from './kept-figures.ts'
import { openLoop } from './open-loop.ts'
import { sentences } from './sentences.ts'
import { tellTrips } from './tell-trips.ts'
import { errorRate } from './word-error.ts'

// Every voice says every sentence of its language into a session of the engine, whose ears are a real Whisper. Takes some
// ten minutes on two cores. With `KEEP=1` the figures become the ones that `round-trip.test.ts` holds others to.

const timeout = 3_600_000
let loop: Awaited<ReturnType<typeof openLoop>>
beforeAll(async () => {
  loop = await openLoop()
}, timeout)
afterAll(async () => {
  for (const { engine, realTimeFactor } of loop.voices.figures())
    console.log(`${engine}: ${realTimeFactor?.toFixed(2)} of real time`)
  await loop[Symbol.asyncDispose]()
})

// `judges` has these keys.
test.each(Object.keys(judges) as Judged[])('what a session hears of %s', { timeout }, async (judged) => {
  const trips = await hearBack(loop, judged, sentences[judges[judged].language])
  console.log(tellTrips(judged, trips))
  if (judged === 'kokoro en') expect(errorRate(trips)).toBeLessThanOrEqual(0.1)
  if (process.env['KEEP'] === '1') await keepFigures(judged, trips)
})
