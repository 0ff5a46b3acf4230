import { setImmediate as nextTurn } from 'node:timers/promises'
import { SAMPLE_RATE } from '../voice.ts'
import { createOpusEncoder, OPUS_PACKET_MS } from './opus-codec.ts'

/** Bits a second: speech is clear from 16,000 on. */
const BITRATE = 24_000

/** Samples between two looks at what else this process has to do: ten packets, each a fraction of a millisecond. */
const SLICE = (SAMPLE_RATE / 1000) * OPUS_PACKET_MS * 10

/**
 * Encodes speech as Opus (RFC 6716), mono, to be kept.
 *
 * @param audio - PCM16 at `SAMPLE_RATE`, in pieces of any size.
 * @returns Packets of `OPUS_PACKET_MS`, as they become ready, at least one; the last ones are filled up with silence.
 */
export async function* encodeOpus(audio: AsyncIterable<Int16Array>): AsyncGenerator<Uint8Array, void> {
  using encoder = await createOpusEncoder({ bitrate: BITRATE })
  for await (const samples of audio) {
    for (let at = 0; at < samples.length; at += SLICE) {
      yield* encoder.encode(samples.subarray(at, at + SLICE))
      await nextTurn()
    }
  }
  yield* encoder.end()
}
