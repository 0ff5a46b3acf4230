import { encodeAudio } from './audio-format.ts'
import { SAMPLE_RATE } from './voice.ts'

const HEADER_BYTES = 44
const BYTES_PER_SAMPLE = 2

/**
 * Writes a recording as WAV: mono PCM16.
 *
 * @param rate - Samples a second.
 */
export function writeWav(samples: Int16Array, rate: number = SAMPLE_RATE): Buffer {
  const data = encodeAudio('audio/pcm', samples)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // Integers.
  header.writeUInt16LE(1, 22) // Mono.
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * BYTES_PER_SAMPLE, 28)
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}
