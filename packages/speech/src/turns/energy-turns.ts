import { SAMPLE_RATE } from '../voice.ts'
import { trackTurns } from './track-turns.ts'
import type { TurnEvent, TurnOptions, Turns } from './turn-detector.ts'

const FRAME_MS = 20
const FRAME_SAMPLES = (SAMPLE_RATE / 1000) * FRAME_MS

/** Loud frames in a row before it counts as speech. */
const ONSET_FRAMES = 3

/** How far speech rises above the noise, in dB, at the threshold 0, and how much further at the threshold 1. */
const LEAST_RISE_DB = 6
const RISE_RANGE_DB = 12

/** Within a turn so much less is loud enough, in dB: words end softly. */
const HYSTERESIS_DB = 4

/** The noise is taken for no softer than this, in dB below full scale, so that a line that is digitally silent is not all ears. */
const QUIETEST_FLOOR_DB = -58

/** The noise is taken for no louder than this at first, so that a recording that begins with speech begins a turn. */
const LOUDEST_FIRST_FLOOR_DB = -36

/** How fast the noise may be believed to grow, in dB a frame: 3 dB a second. It falls at once; speech has gaps that show it. */
const FLOOR_RISE_DB = (3 * FRAME_MS) / 1000

/**
 * Finds turns by energy: speech is what is clearly louder than the noise around it, which is followed all the time.
 * It knows loud from quiet and nothing of voices: music and a slammed door are speech to it.
 */
export function createEnergyTurns(options: TurnOptions = {}): Turns {
  const thresholdDb = LEAST_RISE_DB + RISE_RANGE_DB * (options.threshold ?? 0.5)
  const tracker = trackTurns({ frameMs: FRAME_MS, onsetFrames: ONSET_FRAMES, lateFrames: 0 }, options)
  let sum = 0
  let sumOfSquares = 0
  let samplesInFrame = 0
  let floorDb: number | undefined

  function endFrame(): TurnEvent[] {
    const levelDb = powerDb(sum, sumOfSquares)
    sum = 0
    sumOfSquares = 0
    samplesInFrame = 0
    const floor = Math.max(QUIETEST_FLOOR_DB, Math.min(levelDb, floorDb ?? LOUDEST_FIRST_FLOOR_DB))
    floorDb = floor + FLOOR_RISE_DB
    return tracker.step(levelDb - floor > thresholdDb - (tracker.speaking ? HYSTERESIS_DB : 0))
  }

  return {
    feed(samples) {
      const events: TurnEvent[] = []
      for (const sample of samples) {
        sum += sample
        sumOfSquares += sample * sample
        samplesInFrame += 1
        if (samplesInFrame === FRAME_SAMPLES) events.push(...endFrame())
      }
      return events
    },
  }
}

/** A frame's power without its constant part, in dB below full scale. */
function powerDb(sum: number, sumOfSquares: number): number {
  const variance = sumOfSquares / FRAME_SAMPLES - (sum / FRAME_SAMPLES) ** 2
  return 10 * Math.log10(Math.max(variance, 1e-3) / 32_768 ** 2)
}
