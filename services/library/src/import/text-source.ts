import { bookLanguageOf } from './book-language.ts'
import { ImportError } from './import-error.ts'
import { readLines } from './read-lines.ts'
import type { Block, Source } from './source.ts'

/** `Chapter 3: The Garden`, `CAPÍTULO III`, `Chapter Three`: a line of its own. */
const heading = /^(?:chapter|cap[ií]tulo)\s+(?:\d+|[\p{L}-]+)\s*(?:$|[:.—–-]\s*(?<title>.*)$)/iu
const headerLine = /^(?<name>title|author|language|t[ií]tulo|autora?|idioma|l[ií]ngua)\s*:\s*(?<value>.+)$/iu

/** Text before the first chapter is kept with that; so much of it, in characters, is waited with. */
const MOST_BEFORE = 200_000

/**
 * A plain text: lines `Title: …`, `Author: …`, `Language: en` or `pt` and an empty line, where it has them; then
 * paragraphs, and chapters that begin with a line such as `Chapter 3: The Garden`.
 */
export async function textSource(path: string, name: string): Promise<Source> {
  const header = await readHeader(path, name)
  return {
    format: 'text',
    title: header.title,
    author: header.author,
    language: bookLanguageOf(header.language),
    blocks: () => readBlocks(path, name, header.lines),
  }
}

async function readHeader(path: string, name: string) {
  const header: { title?: string; author?: string; language?: string; lines: number } = { lines: 0 }
  for await (const line of readLines(path, name)) {
    const { name: key = '', value = '' } = headerLine.exec(line.trim())?.groups ?? {}
    if (key === '') break
    header.lines += 1
    if (/^t/i.test(key)) header.title = value.trim()
    else if (/^a/i.test(key)) header.author = value.trim()
    else header.language = value.trim()
  }
  return header
}

async function* readBlocks(path: string, name: string, headerLines: number): AsyncGenerator<Block> {
  let number = 0
  let paragraph: string[] = []
  let inChapter = false
  let before: Block[] = []
  let beforeLength = 0
  let hasText = false

  function* endParagraph(): Generator<Block> {
    const text = paragraph.join(' ')
    paragraph = []
    if (text.trim() === '') return
    hasText = true
    const block: Block = { type: 'text', text }
    if (inChapter) return yield block
    before.push(block)
    beforeLength += text.length
    if (beforeLength > MOST_BEFORE) yield* begin()
  }
  function* begin(): Generator<Block> {
    inChapter = true
    yield* before
    before = []
  }

  for await (const line of readLines(path, name)) {
    number += 1
    if (number <= headerLines) continue
    const trimmed = line.trim()
    const found = trimmed.length <= 150 ? heading.exec(trimmed) : null
    if (found) {
      yield* endParagraph()
      yield { type: 'chapter', title: found.groups?.['title']?.trim() || trimmed }
      if (!inChapter) yield* begin()
    } else if (trimmed === '') {
      yield* endParagraph()
    } else {
      paragraph.push(trimmed)
      if (paragraph.length >= 50) yield* endParagraph()
    }
  }
  yield* endParagraph()
  if (!inChapter) yield* begin()
  if (!hasText) throw new ImportError(`${name} is empty: there is no text in it.`)
}
