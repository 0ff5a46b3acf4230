// oxlint-disable-next-line import/default -- Node loads its CommonJS, whose exports are the default
import wavefile from 'wavefile'
import { describe, expect, it } from 'vitest'
import { joinSamples } from './join-samples.ts'
import { readAudio, readAudioStream } from './read-audio-stream.ts'
import { amplitudeAt, signalToNoiseDb } from './testing/measure.ts'
import { tone } from './testing/tone.ts'
import { writeWav } from './wav.ts'

/** As another library writes it. */
function wavOf(samples: Int16Array, { rate = 24_000, depth = '16', channels = 1 } = {}): Buffer {
  const wav = new wavefile.WaveFile()
  const all = channels === 1 ? samples : Array.from({ length: channels }, () => samples)
  wav.fromScratch(channels, rate, '16', all)
  if (depth === '8a') wav.toALaw()
  else if (depth === '8m') wav.toMuLaw()
  else if (depth !== '16') wav.toBitDepth(depth)
  return Buffer.from(wav.toBuffer())
}

async function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const original = tone(440, 500)

describe('writeWav', () => {
  it('is read by another library as what it is', () => {
    const wav = new wavefile.WaveFile(writeWav(original))
    expect(wav.fmt).toMatchObject({ audioFormat: 1, numChannels: 1, sampleRate: 24_000, bitsPerSample: 16 })
    expect(Int16Array.from(wav.getSamples())).toEqual(original)
  })

  it('is read here without a loss, also when it is empty', async () => {
    expect(await readAudio(writeWav(original), 8000)).toEqual(original)
    expect(await readAudio(writeWav(new Int16Array(0)), 8000)).toHaveLength(0)
  })
})

describe('readAudioStream', () => {
  it.each([
    ['16', 90],
    ['24', 90],
    ['32', 90],
    ['32f', 90],
    ['64', 90],
    ['8', 35],
    ['8a', 33],
    ['8m', 33],
  ])('reads the samples that another library writes with depth %s', async (depth, decibels) => {
    const samples = await readAudio(wavOf(original, { depth }), 24_000)
    expect(samples).toHaveLength(original.length)
    expect(signalToNoiseDb(original, samples)).toBeGreaterThan(decibels)
  })

  it.each([8000, 16_000, 22_050, 44_100, 48_000])('brings %i Hz to 24 kHz, as long and as high', async (rate) => {
    const samples = await readAudio(wavOf(tone(440, 1000, 0.5, rate), { rate }), 24_000)
    expect(samples).toHaveLength(24_000)
    expect(amplitudeAt(samples.slice(1200, -1200), 440)).toBeCloseTo(0.5, 1)
    expect(amplitudeAt(samples.slice(1200, -1200), 460)).toBeLessThan(0.01)
  })

  it('reads the same however the bytes are cut', async () => {
    const bytes = wavOf(tone(440, 300, 0.5, 22_050), { rate: 22_050, depth: '24' })
    const whole = await readAudio(bytes, 24_000)
    for (const size of [1, 7, 1000]) {
      const pieces = joinSamples(await Array.fromAsync(readAudioStream(cut(bytes, size), 24_000)))
      expect(pieces).toHaveLength(whole.length)
      expect(signalToNoiseDb(whole, pieces)).toBeGreaterThan(60)
    }
  })

  it('mixes channels', async () => {
    const samples = await readAudio(wavOf(original, { channels: 2 }), 24_000)
    expect(signalToNoiseDb(original, samples)).toBeGreaterThan(90)
  })

  it('takes what is no WAV for PCM16 at the given rate', async () => {
    const pcm = Buffer.from(original.buffer)
    expect(await readAudio(pcm, 24_000)).toEqual(original)
    expect(await readAudio(pcm, 48_000)).toHaveLength(original.length / 2)
  })

  it.each([0, 0xff_ff_ff_ff, 0x7f_ff_ff_ff])('reads a stream to its end whose length says %i', async (length) => {
    const bytes = Buffer.from(writeWav(original))
    bytes.writeUInt32LE(length, 40)
    expect(await readAudio(bytes, 24_000)).toEqual(original)
  })

  it('steps over what else is in the file, and stops where its sound does', async () => {
    const bytes = writeWav(original)
    const list = Buffer.from('LIST\x05\0\0\0INFO!\0', 'latin1')
    const tagged = Buffer.concat([bytes.subarray(0, 12), list, bytes.subarray(12), list])
    expect(await readAudio(tagged, 24_000)).toEqual(original)
  })

  it('drops half a sample at the end of what was cut off', async () => {
    expect(await readAudio(writeWav(original).subarray(0, -1), 24_000)).toEqual(original.slice(0, -1))
  })

  it('refuses kinds of samples that it does not know, in words', async () => {
    const adpcm = Buffer.from(writeWav(original))
    adpcm.writeUInt16LE(2, 20)
    await expect(readAudio(adpcm, 24_000)).rejects.toThrow('of the kind 2. Use PCM16.')
  })
})
