import { expect, test } from 'vitest'
import { hearBack, judges, type Judged, type RoundTrip } from './hear-back.ts'
import { writeKeptFigures } from './kept-figures.ts'
import { openLoop } from './open-loop.ts'
import { sentences } from './sentences.ts'
import { tellTrips } from './tell-trips.ts'
import { errorRate } from './word-error.ts'

// Every voice says every sentence of its language into a session of the engine, whose ears are a real Whisper. Takes some
// ten minutes on two cores. With `KEEP=1` the figures become the ones that `round-trip.test.ts` holds others to.

test('what is heard of what is said', { timeout: 3_600_000 }, async () => {
  await using loop = await openLoop()
  const trips: Record<string, RoundTrip[]> = {}
  // `judges` has these keys.
  for (const judged of Object.keys(judges) as Judged[]) {
    const heard = await hearBack(loop, judged, sentences[judges[judged].language])
    trips[judged] = heard
    console.log(tellTrips(judged, heard))
  }
  for (const { engine, realTimeFactor } of loop.voices.figures())
    console.log(`${engine}: ${realTimeFactor?.toFixed(2)} of real time`)
  expect(Object.keys(trips)).toHaveLength(4)
  expect(errorRate(trips['kokoro en'] ?? [])).toBeLessThanOrEqual(0.1)
  if (process.env['KEEP'] === '1') await writeKeptFigures(trips)
})
