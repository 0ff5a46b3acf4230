import { open } from 'node:fs/promises'

/** The field `metadata_props` of ONNX's `ModelProto` (onnx.proto3), and of an entry its key and its value. */
const METADATA_PROPS = 14
const KEY = 1
const VALUE = 2

/** Protobuf's kinds of fields that there are in a model: a number, and bytes with their length before them. */
const VARINT = 0
const BYTES = 2

/** More than any field's number and length take. */
const HEAD = 20

/**
 * Reads what an ONNX model says of itself, without loading it: everything else in the file is stepped over.
 *
 * @throws Error where the file is no protobuf message to its end, for example because it was cut short.
 */
export async function readModelMetadata(path: string): Promise<Map<string, string>> {
  await using file = await open(path)
  const { size } = await file.stat()
  const entries = new Map<string, string>()

  async function read(at: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  }

  let at = 0
  while (at < size) {
    const { number, length, end } = readHead(await read(at, HEAD))
    if (at + end + length > size) throw new Error(`${path} is not whole`)
    if (number === METADATA_PROPS) {
      const entry = readEntry(await read(at + end, length))
      entries.set(entry.key, entry.value)
    }
    at += end + length
  }
  return entries
}

/** Of a field: its number, how many bytes its content has, and where that begins. */
function readHead(bytes: Buffer): { number: number; length: number; end: number } {
  const tag = readVarint(bytes, 0)
  const [number, kind] = [tag.value >>> 3, tag.value & 7]
  if (kind === VARINT) return { number, length: 0, end: readVarint(bytes, tag.end).end }
  if (kind !== BYTES || number === 0) throw new Error('This is no ONNX model')
  const length = readVarint(bytes, tag.end)
  return { number, length: length.value, end: length.end }
}

function readEntry(bytes: Buffer): { key: string; value: string } {
  const parts = new Map<number, string>()
  for (let at = 0; at < bytes.length;) {
    const { number, length, end } = readHead(bytes.subarray(at))
    parts.set(number, bytes.toString('utf8', at + end, at + end + length))
    at += end + length
  }
  return { key: parts.get(KEY) ?? '', value: parts.get(VALUE) ?? '' }
}

function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let value = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    // No shift: a length may take more than 31 bits.
    value += (byte & 0x7f) * 2 ** (7 * (at - from))
    if (byte < 0x80) return { value, end: at + 1 }
  }
  throw new Error('This is no ONNX model')
}
