import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecoder, createEncoder, decodeAudio, encodeAudio, type AudioFormat } from './audio-format.ts'
import { joinSamples } from './join-samples.ts'
import { amplitudeAt, signalToNoiseDb } from './testing/measure.ts'
import { tone } from './testing/tone.ts'

const formats: AudioFormat[] = ['audio/pcm', 'audio/pcmu', 'audio/pcma']
const phoneFormats: AudioFormat[] = ['audio/pcmu', 'audio/pcma']

/** Cuts a recording at the given shares of its length. */
function cut<T extends Int16Array | Uint8Array>(all: T, shares: readonly number[]): T[] {
  const cuts = [0, ...shares.map((share) => Math.round(share * all.length)).toSorted((a, b) => a - b), all.length]
  // A slice of a typed array is one of its own kind.
  return cuts.slice(1).map((end, index) => all.slice(cuts[index], end) as T)
}

const recordings = fc.int16Array({ maxLength: 2000 })
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

describe.each(formats)('%s', (format) => {
  it('encodes the same bytes however the samples are cut into pieces', () => {
    fc.assert(
      fc.property(recordings, cuts, (samples, shares) => {
        const encoder = createEncoder(format)
        const pieces = cut(samples, shares).map((piece) => encoder.encode(piece))
        expect(Buffer.concat([...pieces, encoder.end()])).toEqual(Buffer.from(encodeAudio(format, samples)))
      }),
    )
  })

  it('decodes the same samples however the bytes are cut into pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), cuts, (bytes, shares) => {
        const decoder = createDecoder(format)
        const pieces = cut(bytes, shares).map((piece) => decoder.decode(piece))
        expect(joinSamples([...pieces, decoder.end()])).toEqual(decodeAudio(format, bytes))
      }),
    )
  })
})

describe('audio/pcm', () => {
  it('is little endian and loses nothing', () => {
    expect(encodeAudio('audio/pcm', Int16Array.of(1, -2, 0x12_34))).toEqual(Buffer.from('0100feff3412', 'hex'))
    fc.assert(
      fc.property(recordings, (samples) => {
        expect(decodeAudio('audio/pcm', encodeAudio('audio/pcm', samples))).toEqual(samples)
      }),
    )
  })
})

describe.each(phoneFormats)('%s', (format) => {
  const roundTrip = (samples: Int16Array) => decodeAudio(format, encodeAudio(format, samples))

  it('is one byte a sample at 8 kHz, and as long after the way back', () => {
    const second = tone(440, 1000)
    expect(encodeAudio(format, second)).toHaveLength(8000)
    expect(roundTrip(second)).toHaveLength(second.length)
  })

  // G.711 gives about 38 dB over this range of levels (ITU-T G.712); the filters must not eat into it.
  it.each([0.9, 0.5, 0.1, 0.02])(
    'keeps a tone of %f of full scale in place, 33 dB above what is added',
    (amplitude) => {
      const original = tone(440, 1000, amplitude)
      const edge = 240
      expect(signalToNoiseDb(original.slice(edge, -edge), roundTrip(original).slice(edge, -edge))).toBeGreaterThan(33)
    },
  )

  it.each([300, 440, 1000, 2500, 3300])('keeps a tone of %i Hz at its frequency and strength', (hertz) => {
    const heard = roundTrip(tone(hertz, 1000))
    expect(amplitudeAt(heard, hertz)).toBeGreaterThan(0.48)
    expect(amplitudeAt(heard, hertz)).toBeLessThan(0.52)
    expect(amplitudeAt(heard, hertz + 2)).toBeLessThan(0.01)
  })

  it.each([5000, 7000, 7560])('lets nothing of a tone of %i Hz through, which would sound as another', (hertz) => {
    const heard = roundTrip(tone(hertz, 1000))
    expect(amplitudeAt(heard, 8000 - hertz)).toBeLessThan(0.005)
  })

  it('adds no image of a tone above the telephone band', () => {
    expect(amplitudeAt(roundTrip(tone(1000, 1000)), 7000)).toBeLessThan(0.002)
  })
})

describe('G.711', () => {
  it('says silence with the bytes that the standard names', () => {
    const silence = new Int16Array(240)
    expect(new Set(encodeAudio('audio/pcmu', silence))).toEqual(new Set([0xff]))
    expect(new Set(encodeAudio('audio/pcma', silence))).toEqual(new Set([0xd5]))
  })
})
