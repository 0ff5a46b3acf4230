import { SAMPLE_RATE } from '../voice.ts'

/** How strong one frequency is in a signal: the amplitude of that sine in it, as a share of full scale (Goertzel). */
export function amplitudeAt(samples: Int16Array, hertz: number): number {
  const turn = (2 * Math.PI * hertz) / SAMPLE_RATE
  let real = 0
  let imaginary = 0
  for (const [index, sample] of samples.entries()) {
    real += sample * Math.cos(turn * index)
    imaginary += sample * Math.sin(turn * index)
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_768
}

/** How much louder a signal is than what `copy` has changed of it, in dB. */
export function signalToNoiseDb(signal: Int16Array, copy: Int16Array): number {
  let power = 0
  let noise = 0
  for (const [index, sample] of signal.entries()) {
    power += sample ** 2
    noise += (sample - (copy[index] ?? 0)) ** 2
  }
  return 10 * Math.log10(power / noise)
}

/** The root of the mean square, as a share of full scale. */
export function loudness(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768
}

/**
 * How much two recordings rise and fall together, from -1 to 1: the correlation of their loudness, 20 ms by 20 ms. The
 * same words said twice are close to 1 (no two are the same sample by sample), other words far from it.
 */
export function likeness(one: Int16Array, other: Int16Array): number {
  const length = Math.max(one.length, other.length)
  const [first, second] = [envelope(one, length), envelope(other, length)]
  return covariance(first, second) / Math.sqrt(covariance(first, first) * covariance(second, second))
}

function envelope(samples: Int16Array, length: number): number[] {
  const frame = SAMPLE_RATE / 50
  return Array.from({ length: Math.ceil(length / frame) }, (_, index) => {
    const piece = samples.subarray(index * frame, (index + 1) * frame)
    return piece.length === 0 ? 0 : loudness(piece)
  })
}

function covariance(first: readonly number[], second: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [firstMean, secondMean] = [mean(first), mean(second)]
  return mean(first.map((value, index) => (value - firstMean) * ((second[index] ?? 0) - secondMean)))
}
