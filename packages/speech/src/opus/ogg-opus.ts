import { OPUS_PACKET_MS } from './opus-codec.ts'

// Ogg: RFC 3533. Opus in Ogg: RFC 7845. Its granule positions count samples at 48 kHz, whatever was encoded.

const GRANULES_A_PACKET = 48 * OPUS_PACKET_MS
/** What the encoder is late by, in samples at 48 kHz: a player leaves so much out at the beginning. */
const PRE_SKIP = 312
/** The rate of what was encoded; for information only. */
const INPUT_RATE = 24_000

/** A page may hold 255 parts of 255 bytes at most; at one second a page, seeking is exact enough and little is wasted. */
const PACKETS_A_PAGE = 50
const MOST_PARTS = 255

/** Where a stream of Ogg pages goes on. */
export interface OggPlace {
  /** Names the stream: the same in all of its pages. 32 bits. */
  serial: number
  /** The number of the next page. */
  page: number
  /** Packets so far. */
  packets: number
}

/** @returns The two pages that begin a mono stream (`OpusHead`, `OpusTags`); the packets follow from page 2. */
export function oggOpusHead(serial: number): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead')
  head.writeUInt8(1, 8)
  head.writeUInt8(1, 9)
  head.writeUInt16LE(PRE_SKIP, 10)
  head.writeUInt32LE(INPUT_RATE, 12)
  const vendor = Buffer.from('Patchbay')
  const tags = Buffer.alloc(16 + vendor.length)
  tags.write('OpusTags')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  return Buffer.concat([
    writePage({ serial, page: 0, granule: 0, flags: 2 }, [head]),
    writePage({ serial, page: 1, granule: 0, flags: 0 }, [tags]),
  ])
}

/** The page that `OggPlace.page` begins with, behind the head. */
export const FIRST_OGG_PAGE = 2

/**
 * Packs packets of `encodeOpus` into pages that go on where others ended.
 *
 * @param isLast - Whether the stream ends with them.
 */
export function oggOpusPages(packets: readonly Uint8Array[], from: OggPlace, isLast: boolean) {
  const pages: Buffer[] = []
  let held: Uint8Array[] = []
  let parts = 0
  let at = from.packets

  function endPage(flags: number) {
    at += held.length
    const page = from.page + pages.length
    pages.push(writePage({ serial: from.serial, page, granule: at * GRANULES_A_PACKET, flags }, held))
    held = []
    parts = 0
  }

  for (const packet of packets) {
    const more = partsOf(packet)
    if (held.length === PACKETS_A_PAGE || parts + more > MOST_PARTS) endPage(0)
    held.push(packet)
    parts += more
  }
  endPage(isLast ? 4 : 0)
  const to: OggPlace = { serial: from.serial, page: from.page + pages.length, packets: at }
  return { bytes: Buffer.concat(pages), to }
}

interface PageHeader {
  serial: number
  page: number
  granule: number
  /** 2 begins a stream, 4 ends it. */
  flags: number
}

function writePage({ serial, page, granule, flags }: PageHeader, packets: readonly Uint8Array[]): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ])
  const header = Buffer.alloc(27 + lacing.length)
  header.write('OggS')
  header.writeUInt8(flags, 5)
  header.writeBigInt64LE(BigInt(Math.round(granule)), 6)
  header.writeUInt32LE(serial, 14)
  header.writeUInt32LE(page, 18)
  header.writeUInt8(lacing.length, 26)
  header.set(lacing, 27)
  const bytes = Buffer.concat([header, ...packets])
  bytes.writeUInt32LE(checksum(bytes), 22)
  return bytes
}

function partsOf({ length }: Uint8Array): number {
  return Math.floor(length / 255) + 1
}

/** CRC-32 with Ogg's polynomial 0x04c11db7, from the highest bit, begun and ended with zero. */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (const byte of bytes) sum = ((sum << 8) ^ (table[(sum >>> 24) ^ byte] ?? 0)) >>> 0
  return sum
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80_00_00_00 ? (sum << 1) ^ 0x04_c1_1d_b7 : sum << 1
  return sum >>> 0
})
