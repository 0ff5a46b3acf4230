import { parse } from '@plussub/srt-vtt-parser'
import { stat } from 'node:fs/promises'
import { ImportError } from './import-error.ts'
import { readLines } from './read-lines.ts'
import type { Block, Source } from './source.ts'

/** A day of speech is about 2 MB. */
const MOST_BYTES = 32 * 1024 * 1024

const heading = /^(?:chapter|cap[ií]tulo)\s+(?:\d+|[\p{L}-]+)\s*(?:[:.—–-]\s*(?<title>.*))?$/iu

/** A transcript with times, `.srt` or WebVTT; a cue that is a heading begins a chapter. */
export function transcriptSource(path: string, name: string, format: 'srt' | 'vtt'): Source {
  return { format, title: undefined, author: undefined, language: undefined, blocks: () => readBlocks(path, name) }
}

async function* readBlocks(path: string, name: string): AsyncGenerator<Block> {
  const { size } = await stat(path)
  if (size > MOST_BYTES) throw new ImportError(`${name} is larger than 32 MB, which no transcript is. Split it.`)
  const cues = read(await readAll(path, name), name)
  for (const { from, to, text } of cues) {
    const said = text
      .replaceAll(/<[^>]*>|\{\\[^}]*\}/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    const found = said.length <= 150 ? heading.exec(said) : null
    if (found) yield { type: 'chapter', title: found.groups?.['title']?.trim() || said }
    else if (said !== '') yield { type: 'text', text: said, startS: from / 1000, endS: to / 1000 }
  }
}

async function readAll(path: string, name: string): Promise<string> {
  const lines: string[] = []
  for await (const line of readLines(path, name)) lines.push(line)
  return lines.join('\n').replace(/^\uFEFF/, '')
}

function read(raw: string, name: string) {
  const advice = 'Each cue needs a line such as 00:00:01,000 --> 00:00:04,000 and its text.'
  if (raw.trim() === '') throw new ImportError(`${name} is empty: there is no text in it.`)
  let cues: { from: number; to: number; text: string }[]
  try {
    cues = parse(raw).entries
  } catch (error) {
    throw new ImportError(`${name} is not a transcript that can be read. ${advice}`, { cause: error })
  }
  if (cues.length === 0) throw new ImportError(`${name} has no cues. ${advice}`)
  const broken = cues.find(({ from, to }) => !(from >= 0) || !(to >= from))
  if (broken) throw new ImportError(`${name}: a cue ends before it begins ("${broken.text.slice(0, 40)}"). ${advice}`)
  return cues.toSorted((a, b) => a.from - b.from)
}
