import { SAMPLE_RATE } from '../voice.ts'
import { createEnergyTurns } from './energy-turns.ts'
import type { TurnDetector } from './turn-detector.ts'

/** Tells by energy when people speak: needs nothing, and takes any loud sound for speech. */
export function createEnergyDetector(): TurnDetector {
  return {
    name: 'energy',
    follow(options, onHeard) {
      const turns = createEnergyTurns(options)
      let fed = 0
      return {
        feed(samples) {
          fed += samples.length
          onHeard(turns.feed(samples), (fed / SAMPLE_RATE) * 1000)
        },
        [Symbol.dispose]() {},
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
