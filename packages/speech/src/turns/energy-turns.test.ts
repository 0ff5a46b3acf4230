import { describe, expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import { noise } from '../testing/noise.ts'
import { tone } from '../testing/tone.ts'
import { holdTurnProperties } from '../testing/turn-properties.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { createEnergyTurns } from './energy-turns.ts'
import type { TurnOptions } from './turn-detector.ts'

const silence = (durationMs: number) => new Int16Array((durationMs / 1000) * SAMPLE_RATE)
const speech = (durationMs: number) => tone(220, durationMs, 0.2)

const allEventsOf = (pieces: readonly Int16Array[], options?: TurnOptions) => {
  const turns = createEnergyTurns(options)
  return pieces.flatMap((piece) => turns.feed(piece))
}

/** Where turns begin and end. */
const eventsOf = (pieces: readonly Int16Array[], options?: TurnOptions) =>
  allEventsOf(pieces, options).filter(({ type }) => type !== 'speech_lasted')

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
    expect(eventsOf(murmur, { threshold: 0 })).toHaveLength(2)
  })

  it('lasts once half a second of it was spoken, gaps between syllables aside', () => {
    const lastings = (pieces: Int16Array[]) =>
      allEventsOf([silence(500), ...pieces, silence(1000)]).flatMap(({ type, atMs }) =>
        type === 'speech_lasted' ? [atMs] : [],
      )
    expect(lastings([speech(480)])).toEqual([])
    expect(lastings([speech(2000)])).toEqual([1000])
    expect(lastings([speech(300), silence(100), speech(300)])).toEqual([1100])
    // Two nods.
    expect(lastings([speech(300), silence(300), speech(300)])).toEqual([])
  })

  holdTurnProperties(createEnergyTurns)
})
