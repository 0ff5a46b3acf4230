import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initEpubFile, type EpubFile, type NavPoint } from '@lingo-reader/epub-parser'
import { decodeHTML } from 'entities'
import { bookLanguageOf } from './book-language.ts'
import { checkArchive } from './check-archive.ts'
import { ImportError } from './import-error.ts'
import type { Block, Source } from './source.ts'

const advice = 'Fetch it again, or save it as plain text.'

/** An EPUB: its parts in reading order; one with a heading or a line in the contents begins a chapter. */
export async function epubSource(path: string, name: string): Promise<Source & AsyncDisposable> {
  await checkArchive(path, name)
  // The parser writes pictures to a folder.
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-epub-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const epub = await initEpubFile(path, folder)
    if (epub.getSpine().length === 0) throw new ImportError(`${name} has no chapters in it. ${advice}`)
    const { title, language, creator } = epub.getMetadata()
    return {
      format: 'epub',
      title: title?.trim() || undefined,
      author: creator?.[0]?.contributor?.trim() || undefined,
      language: bookLanguageOf(language),
      blocks: () => readBlocks(epub, name),
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    await remove()
    if (error instanceof ImportError) throw error
    throw new ImportError(`${name} is not an EPUB with chapters that can be read. ${advice}`, { cause: error })
  }
}

async function* readBlocks(epub: EpubFile, name: string): AsyncGenerator<Block> {
  const titles = new Map(flatten(epub.getToc() ?? []).map(({ id, label }) => [id, label]))
  let before: Block[] = []
  let begun = false
  let hasText = false
  for (const { id, linear, properties } of epub.getSpine()) {
    if (linear === 'no' || properties?.includes('nav')) continue
    const { html } = await epub.loadChapter(id).catch((error: unknown) => {
      throw new ImportError(`${name} is damaged: one of its parts cannot be read. ${advice}`, { cause: error })
    })
    const paragraphs = readParagraphs(html)
    if (paragraphs.length === 0) continue
    hasText = true
    const title = readHeading(html) ?? titles.get(id)?.trim()
    const blocks = paragraphs.map((text): Block => ({ type: 'text', text }))
    if (title) yield { type: 'chapter', title }
    if (title || begun) {
      yield* before
      yield* blocks
      before = []
      begun = true
    } else {
      before.push(...blocks)
    }
  }
  if (!hasText) throw new ImportError(`${name} has no chapters in it: there is no text. ${advice}`)
  yield* before
}

function flatten(points: NavPoint[]): NavPoint[] {
  return points.flatMap((point) => [point, ...flatten(point.children ?? [])])
}

const headingTag = /<h([1-3])\b[^>]*>(.*?)<\/h\1>/is

function readHeading(html: string): string | undefined {
  const heading = textOf(headingTag.exec(html)?.[2] ?? '')
  // `Chapter 3: The Garden` is known as the third by its place.
  return heading.replace(/^(?:chapter|cap[ií]tulo)\s+(?:\d+|[\p{L}-]+)\s*[:.—–-]\s*/iu, '').trim() || undefined
}

function readParagraphs(html: string): string[] {
  return html
    .replaceAll(/<(script|style|head|svg|math)\b.*?<\/\1>/gis, ' ')
    .replace(headingTag, ' ')
    .split(/<\/?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|tr|table|hr|pre)\b[^>]*>/i)
    .map(textOf)
    .filter((text) => text !== '')
}

function textOf(html: string): string {
  return decodeHTML(html.replaceAll(/<[^>]*>/g, ''))
    .replaceAll(/\s+/g, ' ')
    .trim()
}
