import { createReadStream } from 'node:fs'
import { ImportError } from './import-error.ts'

type Decoder = InstanceType<typeof TextDecoder>

/** A line may be a whole paragraph; what is longer is cut, in characters. */
const LONGEST_LINE = 64 * 1024

/**
 * The lines of a text file, a piece of the file at a time. UTF-8, or UTF-16 with its mark.
 *
 * @throws ImportError where it is no text in these encodings.
 */
export async function* readLines(path: string, name: string): AsyncGenerator<string> {
  let decoder: Decoder | undefined
  let rest = ''
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true })
    rest += decode(decoder, bytes, name)
    const lines = rest.split(/\r\n|\r(?!$)|\n/)
    rest = lines.pop() ?? ''
    yield* lines
    while (rest.length > LONGEST_LINE) {
      const space = rest.lastIndexOf(' ', LONGEST_LINE)
      const end = space > 0 ? space : LONGEST_LINE
      yield rest.slice(0, end)
      rest = rest.slice(end)
    }
  }
  if (decoder) rest += decode(decoder, undefined, name)
  if (rest !== '') yield rest
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function decode(decoder: Decoder, bytes: Buffer | undefined, name: string): string {
  let text: string
  try {
    text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch (error) {
    throw new ImportError(
      `${name} is not UTF-8 text. Convert it first, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`,
      { cause: error },
    )
  }
  if (text.includes('\0')) {
    throw new ImportError(`${name} is not a text: there are zero bytes in it. Import .txt, .epub, .srt or .vtt files.`)
  }
  return text
}
