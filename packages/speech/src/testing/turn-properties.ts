import fc from 'fast-check'
import { expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import type { Turns } from '../turns/turn-detector.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { noise } from './noise.ts'

/** What holds of turns however they are found. @param voices - Recordings that may be spoken between the noises. */
export function holdTurnProperties(createTurns: () => Turns, voices: readonly Int16Array[] = []): void {
  const stretch = fc.oneof(
    fc
      .record({
        durationMs: fc.integer({ min: 1, max: 900 }),
        amplitude: fc.constantFrom(0, 0.001, 0.02, 0.3),
        seed: fc.nat(),
      })
      .map(({ durationMs, amplitude, seed }) => noise(durationMs, amplitude, seed)),
    ...voices.map((voice) => fc.constant(voice)),
  )
  const recordings = fc.array(stretch, { minLength: 1, maxLength: 8 }).map(joinSamples)

  it('finds the same turns however the audio is cut into pieces', () => {
    fc.assert(
      fc.property(recordings, fc.integer({ min: 1, max: 5000 }), (samples, size) => {
        const pieces = Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
          samples.subarray(index * size, (index + 1) * size),
        )
        const turns = createTurns()
        const inPieces = pieces.flatMap((piece) => turns.feed(piece))
        expect(inPieces).toEqual(createTurns().feed(samples))
      }),
      { numRuns: 50 },
    )
  })

  it('alternates beginnings and ends, in order, none later than what was fed, and lasts at most once between', () => {
    fc.assert(
      fc.property(recordings, (samples) => {
        const events = createTurns().feed(samples)
        const times = [0, ...events.map(({ atMs }) => atMs), (samples.length / SAMPLE_RATE) * 1000]
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const story = events.map(({ type }) => type.replace('speech_', '')).join(' ')
        expect(story).toMatch(/^(started( lasted)? stopped ?)*(started( lasted)?)?$/)
      }),
      { numRuns: 50 },
    )
  })
}
