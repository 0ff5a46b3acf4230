import { SAMPLE_RATE } from '../voice.ts'

/** A sine; `amplitude` is a share of full scale. */
export function tone(hertz: number, durationMs: number, amplitude = 0.5, rate = SAMPLE_RATE): Int16Array {
  const length = Math.round((durationMs / 1000) * rate)
  return Int16Array.from({ length }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  )
}
