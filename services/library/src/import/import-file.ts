import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { BookLanguage, ImportBatch, ImportState, NewImport, Passage } from '@patchbay/contract'
import { guessBookLanguage } from './book-language.ts'
import { ImportError } from './import-error.ts'
import { openSource } from './open-source.ts'
import type { Source } from './source.ts'
import { splitPassages } from './split-passages.ts'

/** Where a book goes. */
export interface ImportTarget {
  begin(file: NewImport): Promise<ImportState>
  add(jobId: string, batch: ImportBatch): Promise<ImportState>
  finish(jobId: string): Promise<ImportState>
  drop(jobId: string): Promise<void>
}

export interface ImportFileOptions {
  /** Comes before what the file says. */
  language?: BookLanguage | undefined
  title?: string | undefined
  /** Aborted between two batches: the import goes on from there another time. */
  signal?: AbortSignal | undefined
  /** Hears how many passages and characters have been kept, of a file of so many bytes. */
  onProgress?: (progress: { passages: number; characters: number; bytes: number }) => void
}

export interface ImportedFile extends ImportState {
  title: string
  language: BookLanguage
  /** It was there before, and nothing has changed. */
  already: boolean
  characters: number
}

/** Passages that are sent at once; together below the megabyte that a request may have. */
const BATCH = 300
/** Words from which a language is guessed, at most. */
const GUESS_WORDS = 3_000

/**
 * Imports one file, a batch at a time. An import that was broken off goes on where it stopped; a file that is there
 * already stays as it is.
 *
 * @throws {ImportError} With what is wrong with the file; then nothing of it is kept.
 */
export async function importFile(
  path: string,
  target: ImportTarget,
  options: ImportFileOptions = {},
): Promise<ImportedFile> {
  const name = basename(path)
  const bytes = await sizeOf(path, name)
  const sha256 = await hashOf(path)
  await using source = await openSource(path, name)
  const title = options.title ?? source.title ?? basename(path, extname(path)).replaceAll(/[-_]+/g, ' ')
  const language = options.language ?? source.language ?? (await guess(source, name))
  const begun = await target.begin({
    source_name: name,
    source_sha256: sha256,
    format: source.format,
    title: title.slice(0, 300),
    author: source.author?.slice(0, 300) ?? null,
    language,
    positions: source.format === 'srt' || source.format === 'vtt' ? 'transcript' : 'estimated',
  })
  if (begun.state === 'ready') return { ...begun, title, language, already: true, characters: 0 }

  let number = 0
  let characters = 0
  let batch: Passage[] = []
  const send = async () => {
    options.signal?.throwIfAborted()
    const from = number - batch.length
    if (batch.length > 0 && number > begun.passages) await target.add(begun.job_id, { from, passages: batch })
    batch = []
    options.onProgress?.({ passages: number, characters, bytes })
  }
  try {
    for await (const passage of splitPassages(source.blocks(), title)) {
      batch.push(passage)
      number += 1
      characters += passage.text.length
      if (batch.length === BATCH) await send()
    }
    if (number === 0) throw new ImportError(`${name} is empty: there is no text in it.`)
    await send()
  } catch (error) {
    // A file that turns out to be damaged leaves nothing; what only broke off is gone on with.
    if (error instanceof ImportError) await target.drop(begun.job_id)
    throw error
  }
  return { ...(await target.finish(begun.job_id)), title, language, already: false, characters }
}

async function sizeOf(path: string, name: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ImportError(`There is no file ${path}.`, { cause: error })
  })
  if (!found.isFile()) throw new ImportError(`${path} is not a file.`)
  if (found.size === 0) throw new ImportError(`${name} is empty: there is no text in it.`)
  return found.size
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes)
  return hash.digest('hex')
}

async function guess(source: Source, name: string): Promise<BookLanguage> {
  const read: string[] = []
  let words = 0
  for await (const block of source.blocks()) {
    if (block.type === 'chapter') continue
    read.push(block.text)
    words += block.text.split(' ').length
    if (words > GUESS_WORDS) break
  }
  const language = guessBookLanguage(read.join(' '))
  if (language) return language
  throw new ImportError(
    `${name} is neither English nor Portuguese, as far as its words say. Name its language: --language en or --language pt`,
  )
}
