import sherpa from 'sherpa-onnx-node'
import { SAMPLE_RATE } from '../voice.ts'
import { trackTurns } from './track-turns.ts'
import type { TurnEvent, TurnOptions, Turns } from './turn-detector.ts'

/** What the model hears, in samples a second, and how much of it at a time, in samples: 32 ms. */
const MODEL_RATE = 16_000
const WINDOW = 512
const FRAME_MS = (WINDOW / MODEL_RATE) * 1000

/** 160 ms of voice are speech: the model takes a note of music for a shorter one now and then. */
const ONSET_FRAMES = 5

/** sherpa believes the second frame of a kind. */
const LATE_FRAMES = 1

/** The model is sure of speech that is 0.15 above silence: below 0.2 it would never end, above 0.95 never begin. */
const LEAST_THRESHOLD = 0.2
const MOST_THRESHOLD = 0.95

/** A detector in memory, 8 MB and some 60 ms to make, for one stream at a time. */
export class SileroModel {
  readonly threshold: number
  private readonly vad: InstanceType<typeof sherpa.Vad>

  /** @param path - Of a file that is known to be whole: a damaged one ends the process. */
  constructor(path: string, threshold: number) {
    this.threshold = threshold
    const sileroVad = {
      model: path,
      threshold,
      windowSize: WINDOW,
      // As short as it may be: turns are made of the model's word on each window, by `trackTurns`.
      minSilenceDuration: 0.001,
      minSpeechDuration: 0.001,
      // Never cut for its length; nothing here listens to its recordings.
      maxSpeechDuration: 3600,
    }
    this.vad = new sherpa.Vad({ sileroVad, sampleRate: MODEL_RATE, numThreads: 1 }, 10)
  }

  /** @param window - 32 ms at 16 kHz. */
  isVoiced(window: Float32Array): boolean {
    this.vad.acceptWaveform(window)
    while (!this.vad.isEmpty()) this.vad.pop()
    return this.vad.isDetected()
  }

  /** Forgets what it has heard, for the next stream. */
  reset(): void {
    this.vad.reset()
    while (!this.vad.isEmpty()) this.vad.pop()
  }
}

/** The threshold that the model is made for. */
export function sileroThreshold({ threshold = 0.5 }: TurnOptions): number {
  return Math.min(MOST_THRESHOLD, Math.max(LEAST_THRESHOLD, threshold))
}

/** Finds turns by Silero's model: it knows voices from other sounds. Synchronous, a tenth of a ms for 32 ms of sound. */
export function createSileroTurns(model: SileroModel, options: TurnOptions = {}): Turns {
  const tracker = trackTurns({ frameMs: FRAME_MS, onsetFrames: ONSET_FRAMES, lateFrames: LATE_FRAMES }, options)
  const resampler = new sherpa.LinearResampler(SAMPLE_RATE, MODEL_RATE)
  const window = new Float32Array(WINDOW)
  let filled = 0
  return {
    feed(samples) {
      const heard = resampler.resample(
        Float32Array.from(samples, (sample) => sample / 32_768),
        false,
      )
      const events: TurnEvent[] = []
      let at = 0
      while (at < heard.length) {
        const piece = heard.subarray(at, at + WINDOW - filled)
        window.set(piece, filled)
        filled += piece.length
        at += piece.length
        if (filled === WINDOW) {
          filled = 0
          events.push(...tracker.step(model.isVoiced(window)))
        }
      }
      return events
    },
  }
}
