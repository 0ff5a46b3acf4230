import { expect, it } from 'vitest'
import { amplitudeAt } from './testing/measure.ts'
import { tone } from './testing/tone.ts'
import { createResampler } from './create-resampler.ts'

it("keeps the length, pitch and strength of a tone at espeak's rate", async () => {
  const resample = await createResampler(22_050)
  const heard = resample(tone(440, 1000, 0.5, 22_050))
  expect(heard).toHaveLength(24_000)
  expect(amplitudeAt(heard, 440)).toBeCloseTo(0.5, 2)
  expect(amplitudeAt(heard, 442)).toBeLessThan(0.01)
})

it('starts each recording afresh', async () => {
  const resample = await createResampler(22_050)
  const short = resample(tone(440, 100, 0.5, 22_050))
  expect(resample(tone(440, 100, 0.5, 22_050))).toEqual(short)
  expect(resample(new Int16Array(0))).toHaveLength(0)
})

it('clips what would be louder than full scale, and wraps nothing', async () => {
  const resample = await createResampler(22_050)
  const square = Int16Array.from({ length: 2205 }, (_, index) => (index % 100 < 50 ? 32_767 : -32_768))
  const heard = resample(square)
  const jumps = heard.slice(1).filter((sample, index) => Math.abs(sample - (heard[index] ?? 0)) > 40_000)
  expect(heard.some((sample) => sample === 32_767)).toBe(true)
  expect(jumps.length).toBeLessThanOrEqual(2 * 45)
})
