// Between 24 kHz and the telephone's 8 kHz. libsamplerate, which espeak's thread uses, reserves 26 MB for each direction
// of each call and starts asynchronously; the ratio of three needs one short filter and no state but a few samples.

const RATIO = 3

/** The filter reaches this many samples of 24 kHz to both sides: 2.3 ms, which is also how late it is. */
const REACH = 56

/** Where the filter has fallen by half, as a share of 24 kHz. By 4.6 kHz nothing is left that would fold below 3.4 kHz. */
const CUTOFF = 4000 / 24_000

/** Changes the rate of a stream; pieces of any size join without a seam. */
export interface RateChanger {
  /** @returns What is settled so far: less than was given at first, because the filter looks ahead. */
  change(samples: Int16Array): Int16Array
  /** Ends the stream as if silence followed. @returns The rest; all answers together are exactly as long as what was given. */
  end(): Int16Array
}

/** 24 kHz to 8 kHz. */
export function createPhoneEncoderRate(): RateChanger {
  return createRateChanger({ inputStep: 1, outputStep: RATIO })
}

/** 8 kHz to 24 kHz. */
export function createPhoneDecoderRate(): RateChanger {
  return createRateChanger({ inputStep: RATIO, outputStep: 1 })
}

/** Both rates are counted in ticks of 24 kHz: an input sample lies every `inputStep` of them, an output every `outputStep`. */
function createRateChanger({ inputStep, outputStep }: { inputStep: number; outputStep: number }): RateChanger {
  /** The samples that an output to come may still need; the first one lies at the tick `keptFrom`. */
  let kept = new Int16Array(0)
  let keptFrom = 0
  let nextOutput = 0

  function change(samples: Int16Array): Int16Array {
    const input = new Int16Array(kept.length + samples.length)
    input.set(kept)
    input.set(samples, kept.length)
    const end = keptFrom + input.length * inputStep
    // Settled are the outputs whose last needed input is here: every tick up to `end - inputStep` is.
    const settled = Math.max(0, Math.floor((end - inputStep - REACH - nextOutput) / outputStep) + 1)
    const output = new Int16Array(settled)
    for (let index = 0; index < settled; index++) {
      output[index] = filterAt(input, nextOutput - keptFrom)
      nextOutput += outputStep
    }
    const obsolete = Math.min(input.length, Math.max(0, Math.ceil((nextOutput - REACH - keptFrom) / inputStep)))
    kept = input.slice(obsolete)
    keptFrom += obsolete * inputStep
    return output
  }

  /** @param tick - Where the output lies, counted from the first sample of `input`. */
  function filterAt(input: Int16Array, tick: number): number {
    const first = Math.max(0, Math.ceil((tick - REACH) / inputStep))
    const last = Math.min(input.length - 1, Math.floor((tick + REACH) / inputStep))
    let sum = 0
    for (let index = first; index <= last; index++) {
      sum += (input[index] ?? 0) * (lowPass[tick - index * inputStep + REACH] ?? 0)
    }
    return Math.max(-32_768, Math.min(32_767, Math.round(sum * inputStep)))
  }

  return {
    change,
    end() {
      const total = Math.ceil((keptFrom + kept.length * inputStep) / outputStep)
      const missing = total - nextOutput / outputStep
      return change(new Int16Array(Math.ceil(REACH / inputStep) + outputStep)).slice(0, missing)
    },
  }
}

/** A windowed sinc (Blackman: 74 dB down outside), symmetric, of sum one. */
const lowPass = (() => {
  const taps = Float64Array.from({ length: 2 * REACH + 1 }, (_, index) => {
    const tick = index - REACH
    const sinc = tick === 0 ? 2 * CUTOFF : Math.sin(2 * Math.PI * CUTOFF * tick) / (Math.PI * tick)
    const turn = (Math.PI * (tick + REACH)) / REACH
    return sinc * (0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn))
  })
  const sum = taps.reduce((total, tap) => total + tap, 0)
  return taps.map((tap) => tap / sum)
})()
