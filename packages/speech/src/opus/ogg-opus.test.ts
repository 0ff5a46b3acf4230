import { expect, test } from 'vitest'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { amplitudeAt } from '../testing/measure.ts'
import { tone } from '../testing/tone.ts'
import { encodeOpus } from './encode-opus.ts'
import { FIRST_OGG_PAGE, oggOpusHead, oggOpusPages, type OggPlace } from './ogg-opus.ts'

async function packetsOf(...pieces: Int16Array[]): Promise<Uint8Array[]> {
  async function* audio() {
    yield* pieces
  }
  return Array.fromAsync(encodeOpus(audio()))
}

test('what was said in two parts is heard as one stream, as long as both, each at its place', async () => {
  const serial = 0x9a_00_00_01
  const start: OggPlace = { serial, page: FIRST_OGG_PAGE, packets: 0 }
  const low = oggOpusPages(await packetsOf(tone(440, 700), tone(440, 1_311)), start, false)
  const high = oggOpusPages(await packetsOf(tone(1_200, 1_000)), low.to, true)
  const heard = await readOggOpus(Buffer.concat([oggOpusHead(serial), low.bytes, high.bytes]))
  // 2,011 ms and the 6.5 by which the codec is late are 101 packets of 20 ms; 1,000 and those are 51.
  expect(low.to.packets).toBe(101)
  expect(high.to.packets).toBe(152)
  expect(heard.durationS).toBeCloseTo(3.04, 6)
  expect(heard.samples).toHaveLength(3.04 * 24_000)
  const half = (from: number, to: number) => heard.samples.subarray(from * 24_000, to * 24_000)
  expect(amplitudeAt(half(0.2, 1.8), 440)).toBeGreaterThan(0.4)
  expect(amplitudeAt(half(0.2, 1.8), 1_200)).toBeLessThan(0.05)
  expect(amplitudeAt(half(2.2, 2.9), 1_200)).toBeGreaterThan(0.4)
})

test('pages hold a second at most, whatever the packets weigh', async () => {
  const heavy = Array.from({ length: 120 }, () => new Uint8Array(1_000))
  const { to, bytes } = oggOpusPages(heavy, { serial: 1, page: 2, packets: 0 }, true)
  // 255 parts of 255 bytes: 63 packets of four parts would fit, a second is 50.
  expect(to).toEqual({ serial: 1, page: 5, packets: 120 })
  expect(bytes.length).toBeLessThan(121_000)
})

test('nothing at all is one packet of silence', async () => {
  expect(await packetsOf()).toHaveLength(1)
})
