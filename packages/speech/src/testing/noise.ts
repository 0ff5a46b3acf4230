import { SAMPLE_RATE } from '../voice.ts'

/** Even noise from a fixed seed (a linear congruential generator, Numerical Recipes); `amplitude` is a share of full scale. */
export function noise(durationMs: number, amplitude: number, seed = 1): Int16Array {
  let state = seed
  return new Int16Array((durationMs / 1000) * SAMPLE_RATE).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round((state / 2 ** 31 - 1) * amplitude * 32_767)
  })
}
