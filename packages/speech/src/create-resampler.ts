import libsamplerate from '@alexanderolsen/libsamplerate-js'
import { SAMPLE_RATE } from './voice.ts'

/** @returns A function that brings one whole recording from `inputRate`, in samples a second, to `SAMPLE_RATE`. */
export async function createResampler(inputRate: number): Promise<(samples: Int16Array) => Int16Array> {
  const resampler = await libsamplerate.create(1, inputRate, SAMPLE_RATE)
  return (samples) => {
    const input = Float32Array.from(samples, (sample) => sample / 32_768)
    return Int16Array.from(resampler.simple(input), (value) =>
      Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))),
    )
  }
}
