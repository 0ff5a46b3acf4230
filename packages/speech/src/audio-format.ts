// oxlint-disable-next-line import/default -- its ES module is for bundlers; Node loads the CommonJS one, whose exports are the default
import g711 from 'alawmulaw'
import { joinSamples } from './join-samples.ts'
import { createPhoneDecoderRate, createPhoneEncoderRate } from './phone-rate.ts'

/** The formats of the Realtime protocol: PCM16, little endian, at 24 kHz, and G.711 μ-law and A-law at 8 kHz. All mono. */
export type AudioFormat = 'audio/pcm' | 'audio/pcmu' | 'audio/pcma'

/** Turns a stream of PCM16 at `SAMPLE_RATE` into bytes of a format; pieces of any size join without a click. */
export interface AudioEncoder {
  /** @returns The bytes that are settled: G.711 is 2.3 ms late, PCM never. */
  encode(samples: Int16Array): Uint8Array
  /** Ends the stream. @returns The bytes that are left. */
  end(): Uint8Array
}

/** Turns bytes of a format into PCM16 at `SAMPLE_RATE`; pieces may be cut anywhere, also inside a sample. */
export interface AudioDecoder {
  /** @returns The samples that are settled: G.711 is 2.3 ms late, PCM never. */
  decode(bytes: Uint8Array): Int16Array
  /** Ends the stream. @returns The samples that are left; half a sample is dropped. */
  end(): Int16Array
}

export function createEncoder(format: AudioFormat): AudioEncoder {
  if (format === 'audio/pcm') return { encode: writePcm, end: () => new Uint8Array(0) }
  const { encode } = lawOf(format)
  const rate = createPhoneEncoderRate()
  return { encode: (samples) => encode(rate.change(samples)), end: () => encode(rate.end()) }
}

export function createDecoder(format: AudioFormat): AudioDecoder {
  if (format === 'audio/pcm') return createPcmDecoder()
  const { decode } = lawOf(format)
  const rate = createPhoneDecoderRate()
  return { decode: (bytes) => rate.change(decode(bytes)), end: () => rate.end() }
}

/** Encodes a whole recording. */
export function encodeAudio(format: AudioFormat, samples: Int16Array): Uint8Array {
  const encoder = createEncoder(format)
  return Buffer.concat([encoder.encode(samples), encoder.end()])
}

/** Decodes a whole recording. */
export function decodeAudio(format: AudioFormat, bytes: Uint8Array): Int16Array {
  const decoder = createDecoder(format)
  return joinSamples([decoder.decode(bytes), decoder.end()])
}

function lawOf(format: 'audio/pcmu' | 'audio/pcma') {
  return format === 'audio/pcmu' ? g711.mulaw : g711.alaw
}

function writePcm(samples: Int16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [index, sample] of samples.entries()) bytes.setInt16(index * 2, sample, true)
  return new Uint8Array(bytes.buffer)
}

function createPcmDecoder(): AudioDecoder {
  let half = new Uint8Array(0)
  return {
    decode(bytes) {
      const all = half.length === 0 ? bytes : Buffer.concat([half, bytes])
      const view = new DataView(all.buffer, all.byteOffset, all.byteLength)
      const samples = Int16Array.from({ length: all.length >> 1 }, (_, index) => view.getInt16(index * 2, true))
      half = all.slice(samples.length * 2)
      return samples
    },
    end: () => new Int16Array(0),
  }
}
