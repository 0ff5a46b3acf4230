import { SAMPLE_RATE } from '../voice.ts'

/** How fine a pause is looked for, in samples: 50 ms. */
const FRAME = SAMPLE_RATE / 20

/**
 * Cuts a recording into pieces that a model can take, each where it is quietest in the last third of what fits.
 *
 * @param maxSeconds - The longest piece.
 */
export function splitAtPauses(samples: Int16Array, maxSeconds: number): Int16Array[] {
  const most = Math.floor(maxSeconds * SAMPLE_RATE)
  const pieces: Int16Array[] = []
  let rest = samples
  while (rest.length > most) {
    let quietest = most
    let least = Infinity
    for (let at = Math.floor((most * 2) / 3); at + FRAME <= most; at += FRAME) {
      const energy = rest.subarray(at, at + FRAME).reduce((sum, sample) => sum + sample * sample, 0)
      if (energy >= least) continue
      least = energy
      quietest = at + FRAME / 2
    }
    pieces.push(rest.subarray(0, quietest))
    rest = rest.subarray(quietest)
  }
  return [...pieces, rest]
}
