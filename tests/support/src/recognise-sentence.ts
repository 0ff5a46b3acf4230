/** Samples a second of what is compared. */
const RATE = 24_000
/** How finely loudness is followed, in samples: 20 ms. */
const FRAME = RATE / 50
/** How much two recordings of one sentence rise and fall together, at least, as a correlation. */
const LEAST_LIKENESS = 0.65

/**
 * Recognises sentences of a known set by how their loudness rises and falls, as a person hums one that they know. It
 * stands in where no speech model is: what is cut off, mixed up or mangled on its way is not recognised.
 *
 * @param sentences - Each as it sounds, mono PCM16 at 24 kHz.
 * @returns The words of a recording at that rate; nothing where it is none of them.
 */
export function createSentenceRecogniser(sentences: ReadonlyMap<string, Int16Array>): (audio: Int16Array) => string {
  const known = [...sentences].map(([words, audio]) => ({ words, shape: trim(envelope(audio)) }))
  return (audio) => {
    const heard = trim(envelope(audio))
    const scored = known.map(({ words, shape }) => ({ words, likeness: bestLikeness(heard, shape) }))
    const [best] = scored.toSorted((a, b) => b.likeness - a.likeness)
    return best && best.likeness >= LEAST_LIKENESS ? best.words : ''
  }
}

/** @param wav - Of one channel with 16 bits, the samples behind a head of 44 bytes. */
export function samplesOfWav(wav: Buffer): Int16Array {
  return Int16Array.from({ length: (wav.length - 44) >> 1 }, (_, at) => wav.readInt16LE(44 + at * 2))
}

function envelope(samples: Int16Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME) }, (_, at) => {
    const frame = samples.subarray(at * FRAME, (at + 1) * FRAME)
    // The fourth root of the power: a browser levels loud and soft out, and does so less here.
    return (frame.reduce((sum, sample) => sum + sample ** 2, 0) / FRAME) ** 0.25
  })
}

/** Without the quiet at both ends. */
function trim(shape: number[]): number[] {
  const loud = Math.max(...shape, 0) * 0.3
  const isLoud = (level: number) => level > loud
  return shape.slice(Math.max(0, shape.findIndex(isLoud)), shape.findLastIndex(isLoud) + 1)
}

/** The best correlation of the two as one is moved along the other by up to 200 ms. */
function bestLikeness(one: number[], other: number[]): number {
  const shifts = Array.from({ length: 21 }, (_, at) => at - 10)
  return Math.max(...shifts.map((shift) => correlation(one, other, shift)))
}

function correlation(one: number[], other: number[], shift: number): number {
  const from = Math.min(0, shift)
  const to = Math.max(one.length, other.length + shift)
  const pairs = Array.from(
    { length: to - from },
    (_, at) => [one[at + from] ?? 0, other[at + from - shift] ?? 0] as const,
  )
  const mean = (pick: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[pick], 0) / pairs.length
  const [first, second] = [mean(0), mean(1)]
  const dot = (a: 0 | 1, b: 0 | 1) => {
    const means = [first, second] as const
    return pairs.reduce((sum, pair) => sum + (pair[a] - means[a]) * (pair[b] - means[b]), 0)
  }
  return dot(0, 1) / Math.sqrt(dot(0, 0) * dot(1, 1) || 1)
}
