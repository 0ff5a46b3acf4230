import { endianness } from 'node:os'

const HEADER_BYTES = 44

/**
 * Writes a whole recording as a WAV file: RIFF, PCM, 16 bits, one channel.
 *
 * @param rate - Samples a second.
 */
export function writeWav(samples: Int16Array, rate: number): Uint8Array {
  const pcm = Buffer.from(samples.slice().buffer)
  if (endianness() === 'BE') pcm.swap16()
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(HEADER_BYTES - 8 + pcm.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // one channel
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28) // bytes a second
  header.writeUInt16LE(2, 32) // bytes a frame
  header.writeUInt16LE(16, 34) // bits a sample
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(pcm.length, 40)
  return Buffer.concat([header, pcm])
}
