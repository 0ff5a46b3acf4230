import { setImmediate as nextTurn } from 'node:timers/promises'
import { Encoder } from '@evan/opus'
import { SAMPLE_RATE } from '../voice.ts'

/** How long one packet sounds, in s. */
export const OPUS_PACKET_S = 0.02

/** Bits a second: speech is clear from 16,000 on. */
const BITRATE = 24_000
const PACKET_SAMPLES = SAMPLE_RATE * OPUS_PACKET_S

/** Packets between two looks at what else this process has to do; each takes a fraction of a millisecond. */
const PACKETS_A_TURN = 10

/**
 * Encodes speech as Opus (RFC 6716), mono.
 *
 * @param audio - PCM16 at `SAMPLE_RATE`, in pieces of any size.
 * @returns Packets of `OPUS_PACKET_S`, as they become ready, at least one; the last one is filled up with silence.
 */
export async function* encodeOpus(audio: AsyncIterable<Int16Array>): AsyncGenerator<Uint8Array, void> {
  const encoder = new Encoder({ channels: 1, sample_rate: SAMPLE_RATE, application: 'voip' })
  encoder.bitrate = BITRATE
  const packet = new Int16Array(PACKET_SAMPLES)
  let filled = 0
  let packets = 0
  for await (const samples of audio) {
    for (let at = 0; at < samples.length;) {
      const taken = samples.subarray(at, at + PACKET_SAMPLES - filled)
      packet.set(taken, filled)
      at += taken.length
      filled += taken.length
      if (filled < PACKET_SAMPLES) continue
      yield encoder.encode(packet)
      filled = 0
      packets += 1
      if (packets % PACKETS_A_TURN === 0) await nextTurn()
    }
  }
  if (filled > 0 || packets === 0) yield encoder.encode(packet.fill(0, filled))
}
