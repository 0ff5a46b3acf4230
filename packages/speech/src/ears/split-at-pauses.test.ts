import { expect, test } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import { tone } from '../testing/tone.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { splitAtPauses } from './split-at-pauses.ts'

const pause = new Int16Array(0.4 * SAMPLE_RATE)

test('what fits stays whole', () => {
  const samples = tone(220, 1000)
  expect(splitAtPauses(samples, 1)).toEqual([samples])
  expect(splitAtPauses(new Int16Array(0), 1)).toHaveLength(1)
})

test('what does not is cut in its pauses, and nothing is lost', () => {
  const samples = joinSamples([tone(220, 800), pause, tone(220, 700), pause, tone(220, 3000)])
  const pieces = splitAtPauses(samples, 1.2)
  expect(joinSamples(pieces)).toEqual(samples)
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(1.2 * SAMPLE_RATE)
  const cuts = [pieces[0], pieces[1]].map((piece) => piece?.at(-1))
  expect(cuts).toEqual([0, 0])
})
