import { createEncoder } from 'libopus-wasm'
import { describe, expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import { createOpusDecoder, createOpusEncoder } from './opus-codec.ts'
import { amplitudeAt, likeness, loudness } from '../testing/measure.ts'
import { tone } from '../testing/tone.ts'

/** How late the codec is, in samples: 6.5 ms. */
const LATE = 156

async function packetsOf(samples: Int16Array, size = samples.length): Promise<Uint8Array[]> {
  using encoder = await createOpusEncoder()
  const packets: Uint8Array[] = []
  for (let at = 0; at < samples.length; at += size) packets.push(...encoder.encode(samples.subarray(at, at + size)))
  return [...packets, ...encoder.end()]
}

async function decodeAll(packets: readonly (Uint8Array | undefined)[]): Promise<Int16Array> {
  using decoder = await createOpusDecoder()
  return joinSamples(packets.map((packet) => decoder.decode(packet)))
}

describe('Opus', () => {
  it.each([300, 1000, 3000, 9000])('keeps a tone of %i Hz in place and in strength', async (hertz) => {
    const heard = await decodeAll(await packetsOf(tone(hertz, 1000)))
    const middle = heard.slice(LATE + 2400, LATE + 21_600)
    expect(amplitudeAt(middle, hertz)).toBeGreaterThan(0.45)
    expect(amplitudeAt(middle, hertz)).toBeLessThan(0.55)
    expect(amplitudeAt(middle, hertz + 50)).toBeLessThan(0.02)
  })

  it('takes a tenth of the bytes, and gives all of a recording back', async () => {
    const samples = joinSamples([tone(440, 310), new Int16Array(2400), tone(700, 333)])
    const packets = await packetsOf(samples)
    expect(packets.reduce((sum, packet) => sum + packet.length, 0)).toBeLessThan((samples.length * 2) / 10)
    const heard = await decodeAll(packets)
    expect(heard.length).toBeGreaterThanOrEqual(samples.length + LATE)
    expect(heard.length).toBeLessThan(samples.length + LATE + 480)
    expect(likeness(heard.slice(LATE, LATE + samples.length), samples)).toBeGreaterThan(0.98)
  })

  it('makes the same packets however the samples are cut into pieces', async () => {
    const samples = tone(440, 200)
    expect(await packetsOf(samples, 77)).toEqual(await packetsOf(samples))
  })

  it('fills a packet that was lost, so that time goes on', async () => {
    const packets = await packetsOf(tone(440, 400))
    const heard = await decodeAll(packets.map((packet, index) => (index === 10 ? undefined : packet)))
    expect(heard).toHaveLength(packets.length * 480)
    expect(loudness(heard.slice(4800, 5280))).toBeGreaterThan(0.1)
  })

  it('hears the stereo of a browser at 48 kHz', async () => {
    using browser = await createEncoder({ sampleRate: 48_000, channels: 2 })
    const mono = tone(440, 20, 0.5, 48_000)
    const stereo = Int16Array.from({ length: 1920 }, (_, index) => mono[index >> 1] ?? 0)
    const heard = await decodeAll(Array.from({ length: 20 }, () => browser.encode(stereo)))
    expect(heard).toHaveLength(20 * 480)
    expect(loudness(heard.slice(2400))).toBeGreaterThan(0.25)
  })

  it('throws at what is no packet, and goes on', async () => {
    using decoder = await createOpusDecoder()
    expect(() => decoder.decode(Buffer.alloc(2000, 0xff))).toThrow('corrupted stream')
    const [packet] = await packetsOf(tone(440, 20))
    expect(decoder.decode(packet)).toHaveLength(480)
  })

  it('says nothing of nothing but what it holds back', async () => {
    expect(loudness(await decodeAll(await packetsOf(new Int16Array(0))))).toBeLessThan(0.0001)
  })
})
