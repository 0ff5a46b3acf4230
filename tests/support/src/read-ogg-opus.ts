import { createDecoder } from 'libopus-wasm'

/** What a stream of Opus in Ogg holds, read by the formats' rules and not by our own writer. */
export interface OggOpus {
  /** PCM16 at 24 kHz, what the player leaves out at the beginning included. */
  samples: Int16Array
  /** By the last page's granule position, in s. */
  durationS: number
  pages: number
}

/** @throws Error where a page is damaged, out of order, or the stream has no end. */
export async function readOggOpus(bytes: Uint8Array): Promise<OggOpus> {
  const data = Buffer.from(bytes)
  const packets: Buffer[] = []
  let granule = 0n
  let pages = 0
  let flags = 0
  for (let at = 0; at < data.length; pages++) {
    if (data.toString('latin1', at, at + 4) !== 'OggS') throw new Error(`No page at ${at}`)
    if (data.readUInt32LE(at + 18) !== pages) throw new Error(`Page ${pages} is missing`)
    flags = data.readUInt8(at + 5)
    granule = data.readBigInt64LE(at + 6)
    const parts = data.subarray(at + 27, at + 27 + data.readUInt8(at + 26))
    let from = at + 27 + parts.length
    const end = from + parts.reduce((sum, part) => sum + part, 0)
    if (end > data.length) throw new Error('The last page is cut off')
    if (crc(data.subarray(at, end)) !== data.readUInt32LE(at + 22)) throw new Error(`Page ${pages} is damaged`)
    let length = 0
    for (const part of parts) {
      length += part
      if (part === 255) continue
      packets.push(data.subarray(from, from + length))
      from += length
      length = 0
    }
    at = end
  }
  if (flags !== 4) throw new Error('The stream has no end')
  using decoder = await createDecoder({ channels: 1, sampleRate: 24_000 })
  const samples = packets.slice(2).flatMap((packet) => Array.from(decoder.decode(packet)))
  return {
    samples: Int16Array.from(samples),
    durationS: Number(granule) / 48_000,
    pages,
  }
}

/** Bit by bit, as RFC 3533 says it. */
function crc(page: Buffer): number {
  let sum = 0
  for (const [index, byte] of page.entries()) {
    // The checksum's own place counts as zero.
    sum = (sum ^ ((index >= 22 && index < 26 ? 0 : byte) << 24)) >>> 0
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x80_00_00_00 ? (sum << 1) ^ 0x04_c1_1d_b7 : sum << 1) >>> 0
  }
  return sum
}
