import { SAMPLE_RATE } from './voice.ts'

export interface EnergyTurnsOptions {
  /** How far speech rises above the noise, in dB. Default: 12. */
  thresholdDb?: number
  /** How much of what came before is counted as speech, in ms: its soft beginning. Default: 300. */
  prefixPaddingMs?: number
  /** How long it must be quiet for speech to be over, in ms. Default: 500. */
  silenceDurationMs?: number
}

/**
 * Speech begins or ends. `atMs` counts from the first sample ever fed, and means what the Realtime protocol means: a
 * beginning includes the padding before it (but nothing of the turn before), an end includes the silence that proved it.
 */
export interface TurnEvent {
  type: 'speech_started' | 'speech_stopped'
  atMs: number
}

export interface EnergyTurns {
  /** @param samples - Mono PCM16 at `SAMPLE_RATE`, in pieces of any size. @returns What they brought, oldest first. */
  feed(samples: Int16Array): TurnEvent[]
}

const FRAME_MS = 20
const FRAME_SAMPLES = (SAMPLE_RATE / 1000) * FRAME_MS

/** Loud frames in a row before it counts as speech: a click or a knock is shorter. */
const ONSET_FRAMES = 3

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
export function createEnergyTurns({
  thresholdDb = 12,
  prefixPaddingMs = 300,
  silenceDurationMs = 500,
}: EnergyTurnsOptions = {}): EnergyTurns {
  const silentFramesToEnd = Math.max(1, Math.ceil(silenceDurationMs / FRAME_MS))
  let sum = 0
  let sumOfSquares = 0
  let samplesInFrame = 0
  let frames = 0
  let floorDb: number | undefined
  let speaking = false
  let loudInARow = 0
  let quietInARow = 0
  let lastStopMs = 0

  function endFrame(): TurnEvent | undefined {
    frames += 1
    const levelDb = powerDb(sum, sumOfSquares)
    sum = 0
    sumOfSquares = 0
    samplesInFrame = 0
    const floor = Math.max(QUIETEST_FLOOR_DB, Math.min(levelDb, floorDb ?? LOUDEST_FIRST_FLOOR_DB))
    floorDb = floor + FLOOR_RISE_DB
    const isLoud = levelDb - floor > thresholdDb - (speaking ? HYSTERESIS_DB : 0)
    loudInARow = isLoud ? loudInARow + 1 : 0
    quietInARow = isLoud ? 0 : quietInARow + 1
    if (!speaking && loudInARow >= ONSET_FRAMES) {
      speaking = true
      const onsetMs = (frames - ONSET_FRAMES) * FRAME_MS
      return { type: 'speech_started', atMs: Math.max(lastStopMs, onsetMs - prefixPaddingMs) }
    }
    if (speaking && quietInARow >= silentFramesToEnd) {
      speaking = false
      lastStopMs = frames * FRAME_MS
      return { type: 'speech_stopped', atMs: lastStopMs }
    }
    return undefined
  }

  return {
    feed(samples) {
      const events: TurnEvent[] = []
      for (const sample of samples) {
        sum += sample
        sumOfSquares += sample * sample
        samplesInFrame += 1
        if (samplesInFrame < FRAME_SAMPLES) continue
        const event = endFrame()
        if (event) events.push(event)
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
