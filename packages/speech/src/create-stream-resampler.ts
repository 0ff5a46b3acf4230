import libsamplerate from '@alexanderolsen/libsamplerate-js'
import { SAMPLE_RATE } from './voice.ts'

/** Brings a stream to `SAMPLE_RATE`; pieces of any size join without a seam. */
export interface StreamResampler {
  /** @param samples - From -1 to 1. @returns PCM16: what is settled so far. */
  change(samples: Float32Array): Int16Array
  /** Ends the stream. @returns The rest; all answers together are as long as what was given. */
  end(): Int16Array
}

/** The converter looks ahead by less than this, in seconds. */
const LOOK_AHEAD_S = 0.02

/** @param inputRate - In samples a second. */
export async function createStreamResampler(inputRate: number): Promise<StreamResampler> {
  if (inputRate === SAMPLE_RATE) return { change: toPcm16, end: () => new Int16Array(0) }
  const resampler = await libsamplerate.create(1, inputRate, SAMPLE_RATE)
  let given = 0
  let made = 0

  function change(samples: Float32Array): Int16Array {
    if (samples.length === 0) return new Int16Array(0)
    given += samples.length
    const pcm = toPcm16(resampler.full(samples))
    made += pcm.length
    return pcm
  }

  return {
    change,
    end() {
      const missing = Math.max(0, Math.round((given * SAMPLE_RATE) / inputRate) - made)
      const rest = change(new Float32Array(Math.ceil(inputRate * LOOK_AHEAD_S))).slice(0, missing)
      resampler.destroy()
      return rest
    },
  }
}

function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))))
}
