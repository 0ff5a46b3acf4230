/** The types of columns that can be written. */
export type BinaryType = keyof typeof writers

interface Bytes {
  buffer: Buffer
  end: number
}

/** 2000-01-01, from which PostgreSQL counts, in ms since 1970. */
const EPOCH_MS = 946_684_800_000

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const NO_VALUE = -1

/** How a value of each type follows its length. What a column holds, its schema says. */
const writers = {
  text: (bytes: Bytes, value: unknown) => writeText(bytes, value as string),
  jsonb(bytes: Bytes, value: unknown) {
    const VERSION = 1
    bytes.end = bytes.buffer.writeInt8(VERSION, bytes.end)
    writeText(bytes, JSON.stringify(value))
  },
  boolean(bytes: Bytes, value: unknown) {
    bytes.end = bytes.buffer.writeInt8(value === true ? 1 : 0, bytes.end)
  },
  integer(bytes: Bytes, value: unknown) {
    bytes.end = bytes.buffer.writeInt32BE(value as number, bytes.end)
  },
  'double precision'(bytes: Bytes, value: unknown) {
    bytes.end = bytes.buffer.writeDoubleBE(value as number, bytes.end)
  },
  'timestamp with time zone'(bytes: Bytes, value: unknown) {
    // In two halves: a BigInt for each costs more than all the rest.
    const microseconds = ((value as Date).getTime() - EPOCH_MS) * 1_000
    const HALF = 2 ** 32
    const high = Math.floor(microseconds / HALF)
    bytes.end = bytes.buffer.writeInt32BE(high, bytes.end)
    bytes.end = bytes.buffer.writeUInt32BE(microseconds - high * HALF, bytes.end)
  },
}

export function isBinaryType(type: string): type is BinaryType {
  return type in writers
}

/**
 * Rows as `COPY … (FORMAT binary)` reads them (PostgreSQL, COPY, binary format).
 *
 * @param types - Of the columns, in their order.
 * @param rows - Their values; null or undefined where there is none.
 */
export function encodeBinaryRows(types: readonly BinaryType[], rows: readonly unknown[][]): Buffer {
  const bytes: Bytes = { buffer: Buffer.allocUnsafe(64 * 1024), end: SIGNATURE.length }
  SIGNATURE.copy(bytes.buffer)
  const NO_FLAGS = 0
  writeNumber(bytes, NO_FLAGS)
  const NO_EXTENSION = 0
  writeNumber(bytes, NO_EXTENSION)
  for (const row of rows) {
    bytes.end = bytes.buffer.writeInt16BE(types.length, bytes.end)
    types.forEach((type, index) => writeField(bytes, type, row[index]))
  }
  const NO_MORE = -1
  bytes.end = bytes.buffer.writeInt16BE(NO_MORE, bytes.end)
  return bytes.buffer.subarray(0, bytes.end)
}

function writeField(bytes: Bytes, type: BinaryType, value: unknown): void {
  if (value === null || value === undefined) return writeNumber(bytes, NO_VALUE)
  const at = bytes.end
  // Its length is known behind it.
  writeNumber(bytes, NO_VALUE)
  const from = bytes.end
  writers[type](bytes, value)
  bytes.buffer.writeInt32BE(bytes.end - from, at)
}

function writeNumber(bytes: Bytes, value: number): void {
  makeRoom(bytes, 0)
  bytes.end = bytes.buffer.writeInt32BE(value, bytes.end)
}

function writeText(bytes: Bytes, text: string): void {
  const MAX_BYTES_A_CHARACTER = 3
  makeRoom(bytes, text.length * MAX_BYTES_A_CHARACTER)
  bytes.end += bytes.buffer.write(text, bytes.end)
}

/** Room for so many bytes, and for what is of a fixed size: a length and a number behind it, and the end. */
function makeRoom(bytes: Bytes, size: number): void {
  const FIXED = 64
  const needed = bytes.end + size + FIXED
  if (needed <= bytes.buffer.length) return
  bytes.buffer = Buffer.concat([bytes.buffer.subarray(0, bytes.end)], Math.max(needed, bytes.buffer.length * 2))
}
