// oxlint-disable-next-line import/default -- its ES module is for bundlers; Node loads the CommonJS one, whose exports are the default
import g711 from 'alawmulaw'

/** How the samples of a WAV file are written. */
export interface WavFormat {
  /** Samples a second of each channel. */
  rate: number
  channels: number
  /** Of one sample of all channels. */
  bytesPerFrame: number
  /** @param at - Where the sample begins. @returns It, from -1 to 1. */
  read: (bytes: DataView, at: number) => number
}

/** A WAV file's own numbers for its kinds of samples (RFC 2361, and Microsoft's `WAVEFORMATEXTENSIBLE`). */
const INTEGER = 1
const FLOAT = 3
const A_LAW = 6
const MU_LAW = 7
const EXTENSIBLE = 0xff_fe

/**
 * Reads the chunk `fmt ` of a WAV file.
 *
 * @throws Error Where it is a kind that nobody speaks in, such as ADPCM.
 */
export function readWavFormat(chunk: DataView): WavFormat {
  const [channels, rate, bits] = [chunk.getUint16(2, true), chunk.getUint32(4, true), chunk.getUint16(14, true)]
  const tag = chunk.getUint16(0, true)
  const kind = tag === EXTENSIBLE ? chunk.getUint16(24, true) : tag
  const read = readers[`${kind}/${bits}`]
  if (!read || channels === 0 || rate === 0) {
    throw new Error(`This WAV has ${channels} channels of ${bits} bits at ${rate} Hz of the kind ${kind}. Use PCM16.`)
  }
  return { rate, channels, bytesPerFrame: (channels * bits) / 8, read }
}

const readers: Record<string, WavFormat['read']> = {
  // The only one without a sign.
  [`${INTEGER}/8`]: (bytes, at) => (bytes.getUint8(at) - 128) / 128,
  [`${INTEGER}/16`]: (bytes, at) => bytes.getInt16(at, true) / 2 ** 15,
  [`${INTEGER}/24`]: (bytes, at) => (bytes.getUint8(at) + bytes.getInt16(at + 1, true) * 2 ** 8) / 2 ** 23,
  [`${INTEGER}/32`]: (bytes, at) => bytes.getInt32(at, true) / 2 ** 31,
  [`${FLOAT}/32`]: (bytes, at) => bytes.getFloat32(at, true),
  [`${FLOAT}/64`]: (bytes, at) => bytes.getFloat64(at, true),
  [`${A_LAW}/8`]: (bytes, at) => g711.alaw.decodeSample(bytes.getUint8(at)) / 2 ** 15,
  [`${MU_LAW}/8`]: (bytes, at) => g711.mulaw.decodeSample(bytes.getUint8(at)) / 2 ** 15,
}
