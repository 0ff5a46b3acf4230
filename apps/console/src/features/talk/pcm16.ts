/** What the page asks the engine for, in samples a second. */
export const SAMPLE_RATE = 24_000

/** A sample this far from zero, of 1, is heard: about 50 dB below the loudest. */
const HEARD = 0.003

/**
 * Mono PCM16, little-endian, as the protocol sends it.
 *
 * @param base64 - Whole samples; half a sample at the end is left out.
 * @returns Samples from −1 to 1.
 */
export function decodePcm16(base64: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true) / 32_768)
}

/** @returns Mono PCM16, little-endian, in base64, as the protocol takes it. */
export function encodePcm16(samples: Int16Array): string {
  const view = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [at, sample] of samples.entries()) view.setInt16(at * 2, sample, true)
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''))
}

/** How many of the samples are no silence. */
export function countHeard(samples: Float32Array): number {
  return samples.reduce((count, sample) => (Math.abs(sample) > HEARD ? count + 1 : count), 0)
}
