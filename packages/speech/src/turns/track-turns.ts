import type { TurnEvent, TurnOptions } from './turn-detector.ts'

/** Speech has lasted when so much of it was voiced, in ms: an "aham", an "ok" or a cough is shorter. */
const LASTING_MS = 500

/** A gap of this length, in ms, ends what is counted as one stretch of speech: two nods in a row are no interruption. */
const STRETCH_GAP_MS = 200

export interface FrameOptions {
  frameMs: number
  /** So many voiced frames in a row are speech: a click or a knock is shorter. */
  onsetFrames: number
  /** How many frames later than the sound the word on a frame comes. */
  lateFrames: number
}

/** Makes turns of a word on each frame. */
export interface TurnTracker {
  /** Whether a turn is under way. */
  readonly speaking: boolean
  step(isVoiced: boolean): TurnEvent[]
}

/** Follows the frames of one stream and tells when a turn begins, lasts and ends. */
export function trackTurns(
  { frameMs, onsetFrames, lateFrames }: FrameOptions,
  { prefixPaddingMs = 300, silenceDurationMs = 500 }: TurnOptions,
): TurnTracker {
  const silentFramesToEnd = Math.max(1, Math.ceil(silenceDurationMs / frameMs) - lateFrames)
  let frames = 0
  let speaking = false
  let lasted = false
  let voicedInARow = 0
  let quietInARow = 0
  let stretch = 0
  let lastStopMs = 0

  function begin(): TurnEvent {
    speaking = true
    lasted = false
    stretch = onsetFrames
    const onsetMs = (frames - onsetFrames - lateFrames) * frameMs
    return { type: 'speech_started', atMs: Math.max(lastStopMs, onsetMs - prefixPaddingMs) }
  }

  function goOn(isVoiced: boolean): TurnEvent | undefined {
    if (isVoiced) stretch += 1
    else if (quietInARow * frameMs >= STRETCH_GAP_MS) stretch = 0
    if (!lasted && stretch * frameMs >= LASTING_MS) {
      lasted = true
      return { type: 'speech_lasted', atMs: frames * frameMs }
    }
    if (quietInARow < silentFramesToEnd) return undefined
    speaking = false
    lastStopMs = frames * frameMs
    return { type: 'speech_stopped', atMs: lastStopMs }
  }

  return {
    get speaking() {
      return speaking
    },
    step(isVoiced) {
      frames += 1
      voicedInARow = isVoiced ? voicedInARow + 1 : 0
      quietInARow = isVoiced ? 0 : quietInARow + 1
      const event = speaking ? goOn(isVoiced) : voicedInARow >= onsetFrames ? begin() : undefined
      return event ? [event] : []
    },
  }
}
