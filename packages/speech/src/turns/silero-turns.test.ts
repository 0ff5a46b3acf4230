import { afterAll, describe, expect, it } from 'vitest'
import { openEspeakVoice } from '../espeak/open-espeak-voice.ts'
import { joinSamples } from '../join-samples.ts'
import { noise } from '../testing/noise.ts'
import { speak } from '../testing/speak.ts'
import { tone } from '../testing/tone.ts'
import { holdTurnProperties } from '../testing/turn-properties.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { createEnergyTurns } from './energy-turns.ts'
import { sileroModelFile } from './silero-model-file.ts'
import { createSileroTurns, SileroModel } from './silero-turns.ts'
import type { TurnOptions } from './turn-detector.ts'

const silence = (durationMs: number) => new Int16Array((durationMs / 1000) * SAMPLE_RATE)
const voice = await openEspeakVoice()
afterAll(() => voice[Symbol.asyncDispose]())
const model = new SileroModel(sileroModelFile(), 0.5)

const spokenPieces = [await speak(voice, 'Yes, the second one.'), await speak(voice, 'aham')]

/** Turns by a model that has heard other streams before. */
const createTurns = (options?: TurnOptions) => {
  model.reset()
  return createSileroTurns(model, options)
}

/** Milliseconds of a recording before and after which nothing is to be heard. */
function boundsMs(samples: Int16Array): { fromMs: number; toMs: number } {
  const isHeard = (sample: number) => Math.abs(sample) > 500
  return {
    fromMs: (samples.findIndex(isHeard) / SAMPLE_RATE) * 1000,
    toMs: (samples.findLastIndex(isHeard) / SAMPLE_RATE) * 1000,
  }
}

/** Eight seconds of a tune in chords, as a line plays it to who waits. */
function holdMusic(): Int16Array {
  const notes = [262, 330, 392, 523, 440, 349, 294, 392]
  const chords = Array.from({ length: 24 }, (_, beat) => {
    const root = notes[beat % notes.length] ?? 262
    const voices = [1, 1.26, 1.5, 2].map((interval) => tone(root * interval, 350, 0.08))
    return silence(350).map((_sample, at) =>
      Math.round(voices.reduce((sum, each) => sum + (each[at] ?? 0), 0) * Math.exp((-4 * at) / SAMPLE_RATE)),
    )
  })
  return joinSamples(chords)
}

const beeps = joinSamples(Array.from({ length: 8 }, () => [tone(1000, 300, 0.3), noise(700, 0.002)]).flat())
const dialling = joinSamples(
  [697, 770, 852, 941].flatMap((low) => {
    const high = tone(1336, 200, 0.25)
    return [tone(low, 200, 0.25).map((sample, at) => sample + (high[at] ?? 0)), noise(400, 0.002)]
  }),
)
const cough = noise(250, 0.6).map((sample, at) => sample * Math.exp((-8 * at) / SAMPLE_RATE))

describe('createSileroTurns', () => {
  it.each([
    ['beeps', beeps],
    ['the keys of a telephone', dialling],
    ['hold music', joinSamples([silence(500), holdMusic()])],
    ['a noise that begins', joinSamples([noise(1000, 0.003), noise(3000, 0.15), noise(1000, 0.003)])],
    ['a cough', joinSamples([silence(500), cough, silence(500)])],
  ])('takes %s for no speech, as energy does', (_name, sound) => {
    const alarms = createEnergyTurns().feed(sound)
    expect(alarms.length, 'energy has false alarms here').toBeGreaterThan(0)
    expect(createTurns().feed(sound)).toEqual([])
  })

  it.each([
    ['en', 'Is there any beginner surf tomorrow?'],
    ['pt-BR', 'Quais são as minhas reservas?'],
    ['en', 'Yes.'],
    ['pt-BR', 'Sim.'],
    ['de', 'Wann ist der nächste Kurs für Anfänger?'],
  ])('finds where speech begins and ends (%s: %s)', async (language, text) => {
    const spoken = await speak(voice, text, language)
    const { fromMs, toMs } = boundsMs(spoken)
    const options = { prefixPaddingMs: 100, silenceDurationMs: 500 }
    const events = createTurns(options).feed(joinSamples([silence(1000), spoken, silence(1500)]))
    const [started, stopped] = events.filter(({ type }) => type !== 'speech_lasted')
    expect(events.filter(({ type }) => type === 'speech_started')).toHaveLength(1)
    // A word may begin or end too softly for the model by a few frames of 32 ms.
    expect(Math.abs((started?.atMs ?? 0) - (1000 + fromMs - 100))).toBeLessThan(200)
    expect(Math.abs((stopped?.atMs ?? 0) - (1000 + toMs + 500))).toBeLessThan(250)
  })

  it('finds speech in noise', async () => {
    const spoken = await speak(voice, 'I would like to book the first one, please.')
    const hum = noise(6000, 0.02)
    const events = createTurns().feed(hum.map((sample, at) => sample + (spoken[at - SAMPLE_RATE] ?? 0)))
    expect(events.map(({ type }) => type)).toEqual(['speech_started', 'speech_lasted', 'speech_stopped'])
  })

  it.each([
    ['en', 'Aham.', false],
    ['pt-BR', 'aham', false],
    ['en', 'OK.', false],
    ['pt-BR', 'Sim.', false],
    ['en', 'Stop it please', true],
    ['pt-BR', 'Não, espera um pouco', true],
  ])('tells what has lasted from a nod (%s: %s)', async (language, text, lasts) => {
    const spoken = await speak(voice, text, language)
    const types = createTurns()
      .feed(joinSamples([silence(500), spoken, silence(1000)]))
      .map(({ type }) => type)
    expect(types.includes('speech_lasted')).toBe(lasts)
    expect(types).toContain('speech_started')
  })

  it('believes more with a low threshold than with a high one', async () => {
    const spoken = await speak(voice, 'Is there any beginner surf tomorrow?')
    const faint = noise(4000, 0.05).map((sample, at) => sample + Math.round((spoken[at - SAMPLE_RATE] ?? 0) * 0.1))
    const begins = (threshold: number) =>
      createSileroTurns(new SileroModel(sileroModelFile(), threshold)).feed(faint).length > 0
    expect([begins(0.2), begins(0.95)]).toEqual([true, false])
  })

  holdTurnProperties(createTurns, spokenPieces)
})
