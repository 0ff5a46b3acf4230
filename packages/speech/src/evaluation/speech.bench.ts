import { writeFile } from 'node:fs/promises'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { startWhisper } from '@patchbay/test-support/start-whisper'
import { expect, test } from 'vitest'
import { openVoices } from '../open-voices.ts'
import { hearBack, judges, type Judged } from './round-trip.ts'
import { sentences } from './sentences.ts'
import { errorRate } from './word-error.ts'

// Every voice says every sentence of its language, and Whisper writes down what it hears. Takes some ten minutes on two
// cores. With `KEEP=1` the figures become the ones that `round-trip.test.ts` holds others to.

test('what is heard of what is said', { timeout: 3_600_000 }, async () => {
  await using whisper = await startWhisper()
  await using voices = await openVoices(undefined, { modelsDir: await kokoroModels() })
  await voices.measured
  const kept: Record<string, { sentences: number; wordError: number }> = {}
  // `judges` has these keys.
  for (const judged of Object.keys(judges) as Judged[]) {
    const trips = await hearBack(voices, judged, sentences[judges[judged].language], (wav, language) =>
      whisper.transcribe(wav, language),
    )
    const rate = errorRate(trips)
    kept[judged] = { sentences: trips.length, wordError: Number(rate.toFixed(3)) }
    console.log(`${judged}: ${(100 * rate).toFixed(1)} % of the words of ${trips.length} sentences are wrong`)
    for (const { text, heard, errors } of trips) if (errors > 0) console.log(`  ${text}\n  ${heard} (${errors})`)
  }
  for (const { engine, realTimeFactor } of voices.figures())
    console.log(`${engine}: ${realTimeFactor?.toFixed(2)} of real time`)
  expect(Object.keys(kept)).toHaveLength(4)
  if (process.env['KEEP'] === '1') {
    await writeFile(new URL('kept-figures.json', import.meta.url), `${JSON.stringify(kept, undefined, 2)}\n`)
  }
})
