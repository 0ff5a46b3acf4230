import { SAMPLE_RATE } from './voice.ts'

/** The bytes in front of the samples: RIFF, a `fmt ` chunk of 16 bytes, and the head of `data`. */
export const WAV_HEADER_BYTES = 44

/**
 * Writes the head of a WAV file (RIFF, PCM, 16 bits, one channel) whose samples follow in little endian.
 *
 * @param samples - How many follow: 2 GiB of them at most.
 * @param rate - Samples a second.
 */
export function writeWavHeader(samples: number, rate: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(WAV_HEADER_BYTES))
  const text = (at: number, letters: string) => {
    for (const [index, letter] of Array.from(letters).entries()) view.setUint8(at + index, letter.charCodeAt(0))
  }
  text(0, 'RIFF')
  view.setUint32(4, WAV_HEADER_BYTES - 8 + samples * 2, true)
  text(8, 'WAVE')
  text(12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // one channel
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true) // bytes a second
  view.setUint16(32, 2, true) // bytes a frame
  view.setUint16(34, 16, true) // bits a sample
  text(36, 'data')
  view.setUint32(40, samples * 2, true)
  return new Uint8Array(view.buffer)
}

/** Writes a whole recording as a WAV file. */
export function writeWav(samples: Int16Array, rate: number = SAMPLE_RATE): Uint8Array {
  const file = new Uint8Array(WAV_HEADER_BYTES + samples.length * 2)
  file.set(writeWavHeader(samples.length, rate))
  file.set(pcmBytes(samples), WAV_HEADER_BYTES)
  return file
}

/** Samples as a WAV file holds them: little endian on every machine. */
export function pcmBytes(samples: Int16Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [index, sample] of samples.entries()) view.setInt16(index * 2, sample, true)
  return new Uint8Array(view.buffer)
}
