import { Application, createDecoder, createEncoder } from 'libopus-wasm'
import { SAMPLE_RATE } from '../voice.ts'

/** How long a packet of Opus is, in ms; WebRTC's own choice. */
export const OPUS_PACKET_MS = 20

const PACKET_SAMPLES = (SAMPLE_RATE / 1000) * OPUS_PACKET_MS

/** Turns a stream of PCM16 at `SAMPLE_RATE` into packets of Opus (RFC 6716), mono, `OPUS_PACKET_MS` each. */
export interface OpusEncoder extends Disposable {
  /** @param samples - Pieces of any size. @returns The packets that are full. */
  encode(samples: Int16Array): Uint8Array[]
  /**
   * Ends the stream, as if silence followed.
   *
   * @returns The packets that are left, with what the codec holds back: 6.5 ms, by which all it decodes to is late.
   */
  end(): Uint8Array[]
}

/** Turns packets of Opus, mono or stereo, of any length, into PCM16 at `SAMPLE_RATE`. */
export interface OpusDecoder extends Disposable {
  /**
   * @param packet - `undefined` is one that was lost: what it may have been is made up.
   * @throws Error where it is no packet of Opus.
   */
  decode(packet: Uint8Array | undefined): Int16Array
}

export interface OpusEncoderOptions {
  /** Bits a second. Default: 32,000, transparent for speech. */
  bitrate?: number
}

export async function createOpusEncoder({ bitrate = 32_000 }: OpusEncoderOptions = {}): Promise<OpusEncoder> {
  const codec = await createEncoder({
    sampleRate: SAMPLE_RATE,
    channels: 1,
    application: Application.Voip,
    frameSize: PACKET_SAMPLES,
    bitrate,
    fec: true,
    // Heals a line that loses a packet in twenty.
    packetLossPercent: 5,
  })
  let rest = new Int16Array(0)

  function encode(samples: Int16Array): Uint8Array[] {
    const all = new Int16Array(rest.length + samples.length)
    all.set(rest)
    all.set(samples, rest.length)
    const whole = all.length - (all.length % PACKET_SAMPLES)
    rest = all.slice(whole)
    return Array.from({ length: whole / PACKET_SAMPLES }, (_, index) =>
      codec.encode(all.subarray(index * PACKET_SAMPLES, (index + 1) * PACKET_SAMPLES)),
    )
  }

  return {
    encode,
    end() {
      const held = rest.length + codec.getLookahead()
      return encode(new Int16Array(Math.ceil(held / PACKET_SAMPLES) * PACKET_SAMPLES - rest.length))
    },
    [Symbol.dispose]: () => codec.free(),
  }
}

export async function createOpusDecoder(): Promise<OpusDecoder> {
  const codec = await createDecoder({ sampleRate: SAMPLE_RATE, channels: 1 })
  return {
    decode: (packet) => (packet ? codec.decode(packet) : codec.decodePacketLoss(PACKET_SAMPLES)),
    [Symbol.dispose]: () => codec.free(),
  }
}
