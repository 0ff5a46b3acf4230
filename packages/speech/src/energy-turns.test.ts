import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnergyTurns, type EnergyTurnsOptions } from './energy-turns.ts'
import { joinSamples } from './join-samples.ts'
import { tone } from './testing/tone.ts'
import { SAMPLE_RATE } from './voice.ts'

const silence = (durationMs: number) => new Int16Array((durationMs / 1000) * SAMPLE_RATE)
const speech = (durationMs: number) => tone(220, durationMs, 0.2)

/** Even noise from a fixed seed (a linear congruential generator, Numerical Recipes). */
function noise(durationMs: number, amplitude: number, seed = 1): Int16Array {
  let state = seed
  return silence(durationMs).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round((state / 2 ** 31 - 1) * amplitude * 32_767)
  })
}

const eventsOf = (pieces: readonly Int16Array[], options?: EnergyTurnsOptions) => {
  const turns = createEnergyTurns(options)
  return pieces.flatMap((piece) => turns.feed(piece))
}

describe('createEnergyTurns', () => {
  it('begins a turn with the padding before it and ends it with the silence that proved it', () => {
    expect(eventsOf([silence(1000), speech(600), silence(1000)])).toEqual([
      { type: 'speech_started', atMs: 700 },
      { type: 'speech_stopped', atMs: 2100 },
    ])
  })

  it('counts on from the first sample, turn after turn', () => {
    const turn = [silence(1000), speech(600), silence(400)]
    expect(eventsOf([...turn, ...turn]).map(({ atMs }) => atMs)).toEqual([700, 2100, 2700])
  })

  it('uses the padding and the silence that it was given', () => {
    const options = { prefixPaddingMs: 100, silenceDurationMs: 200 }
    expect(eventsOf([silence(1000), speech(600), silence(1000)], options).map(({ atMs }) => atMs)).toEqual([900, 1800])
  })

  it('stays in the turn over the gaps between words', () => {
    const words = [speech(300), silence(200), speech(300), silence(400), speech(300)]
    expect(eventsOf([silence(500), ...words, silence(1000)])).toHaveLength(2)
  })

  it('hears speech that begins with the first sample', () => {
    expect(eventsOf([speech(600), silence(1000)]).map(({ atMs }) => atMs)).toEqual([0, 1100])
  })

  it('counts no audio into two turns', () => {
    const events = eventsOf([silence(500), speech(300), silence(520), speech(300), silence(1000)])
    expect(events.map(({ atMs }) => atMs)).toEqual([200, 1300, 1300, 2120])
  })

  it('takes a click for no speech', () => {
    expect(eventsOf([silence(500), speech(20), silence(1000)])).toEqual([])
  })

  it('takes even noise for no speech, and hears speech above it', () => {
    const hum = noise(4000, 0.01)
    const spoken = joinSamples([silence(2000), speech(1000), silence(1000)])
    expect(eventsOf([hum])).toEqual([])
    expect(eventsOf([hum.map((sample, index) => sample + (spoken[index] ?? 0))])).toEqual([
      { type: 'speech_started', atMs: 1700 },
      { type: 'speech_stopped', atMs: 3500 },
    ])
  })

  it('gets used to a noise that begins and stays', () => {
    const events = eventsOf([silence(1000), noise(20_000, 0.05)])
    expect(events.map(({ type }) => type)).toEqual(['speech_started', 'speech_stopped'])
  })

  it('hears softer speech with a lower threshold', () => {
    const murmur = [noise(1000, 0.01), noise(600, 0.025, 2), noise(1000, 0.01, 3)]
    expect(eventsOf(murmur)).toEqual([])
    expect(eventsOf(murmur, { thresholdDb: 6 })).toHaveLength(2)
  })

  const stretch = fc.record({
    durationMs: fc.integer({ min: 1, max: 900 }),
    amplitude: fc.constantFrom(0, 0.001, 0.02, 0.3),
    seed: fc.nat(),
  })
  const recordings = fc
    .array(stretch, { minLength: 1, maxLength: 8 })
    .map((stretches) =>
      joinSamples(stretches.map(({ durationMs, amplitude, seed }) => noise(durationMs, amplitude, seed))),
    )

  it('finds the same turns however the audio is cut into pieces', () => {
    fc.assert(
      fc.property(recordings, fc.integer({ min: 1, max: 5000 }), (samples, size) => {
        const pieces = Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
          samples.subarray(index * size, (index + 1) * size),
        )
        expect(eventsOf(pieces)).toEqual(eventsOf([samples]))
      }),
      { numRuns: 50 },
    )
  })

  it('alternates beginnings and ends, in order, none later than what was fed', () => {
    fc.assert(
      fc.property(recordings, (samples) => {
        const events = eventsOf([samples])
        const times = [0, ...events.map(({ atMs }) => atMs), (samples.length / SAMPLE_RATE) * 1000]
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        for (const [index, { type }] of events.entries()) {
          expect(type).toBe(index % 2 === 0 ? 'speech_started' : 'speech_stopped')
        }
      }),
      { numRuns: 50 },
    )
  })
})
