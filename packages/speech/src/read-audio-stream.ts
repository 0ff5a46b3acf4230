import { createStreamResampler, type StreamResampler } from './create-stream-resampler.ts'
import { joinSamples } from './join-samples.ts'
import { readWavFormat, type WavFormat } from './wav-format.ts'

/** No header is longer: a tag with a picture may come before the sound, and a stream without sound shall not fill memory. */
const MAX_HEADER = 1024 * 1024

/** What a recording is written as where it does not say so itself: mono PCM16, little endian. */
function rawPcm(rate: number): WavFormat {
  return { rate, channels: 1, bytesPerFrame: 2, read: (bytes, at) => bytes.getInt16(at, true) / 2 ** 15 }
}

/**
 * Reads speech as it arrives: WAV of any rate, also one whose length nobody knew when it began, or PCM16.
 *
 * @param rawRate - Samples a second where it is no WAV.
 * @returns Mono PCM16 at `SAMPLE_RATE`, in pieces; a sample that was cut off at the end is dropped.
 * @throws Error Where it is a WAV that cannot be read.
 */
export async function* readAudioStream(
  bytes: AsyncIterable<Uint8Array>,
  rawRate: number,
): AsyncGenerator<Int16Array, void> {
  let held: Buffer = Buffer.alloc(0)
  let sound: { format: WavFormat; resampler: StreamResampler; left: number } | undefined
  for await (const chunk of bytes) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
    if (!sound) {
      const begin = findSound(held, rawRate)
      if (!begin && held.length > MAX_HEADER) throw new Error('This WAV has no sound in its first megabyte.')
      if (!begin) continue
      sound = { ...begin, resampler: await createStreamResampler(begin.format.rate) }
      held = held.subarray(begin.at)
    }
    const { format, resampler } = sound
    const usable = Math.min(held.length, sound.left)
    const whole = usable - (usable % format.bytesPerFrame)
    sound.left -= whole
    const samples = resampler.change(toMono(held.subarray(0, whole), format))
    held = held.subarray(whole)
    if (samples.length > 0) yield samples
  }
  const rest = sound?.resampler.end()
  if (rest && rest.length > 0) yield rest
}

/** Reads a whole recording: see `readAudioStream`. */
export async function readAudio(bytes: Uint8Array, rawRate: number): Promise<Int16Array> {
  async function* once() {
    yield bytes
  }
  return joinSamples(await Array.fromAsync(readAudioStream(once(), rawRate)))
}

/** @returns Where the sound begins and how many bytes it has at most, or nothing where more bytes must come first. */
function findSound(bytes: Buffer, rawRate: number): { format: WavFormat; at: number; left: number } | undefined {
  if (bytes.length < 12) return undefined
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return { format: rawPcm(rawRate), at: 0, left: Infinity }
  }
  let format: WavFormat | undefined
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const content = at + 8
    if (name === 'data') {
      if (!format) throw new Error('This WAV does not say what its samples are.')
      // Whoever streams does not know the length, and writes none or the largest.
      return { format, at: content, left: length === 0 || length >= 0x7f_ff_ff_00 ? Infinity : length }
    }
    if (content + length > bytes.length) return undefined
    if (name === 'fmt ') format = readWavFormat(new DataView(bytes.buffer, bytes.byteOffset + content, length))
    // Chunks begin at even bytes.
    at = content + length + (length % 2)
  }
  return undefined
}

/** The mean of all channels. */
function toMono(bytes: Buffer, { channels, bytesPerFrame, read }: WavFormat): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const bytesPerSample = bytesPerFrame / channels
  return Float32Array.from({ length: bytes.length / bytesPerFrame }, (_, frame) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) {
      sum += read(view, frame * bytesPerFrame + channel * bytesPerSample)
    }
    return sum / channels
  })
}
