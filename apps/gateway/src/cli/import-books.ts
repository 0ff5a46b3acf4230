import { basename } from 'node:path'
import { bookLanguage, importState } from '@patchbay/contract'
import { importFile, ImportError, type ImportTarget } from '@patchbay/library'
import { StartError } from '../start-error.ts'
import { GatewayGone, type LocalApi } from './local-api.ts'

interface Options {
  language: string | undefined
  title: string | undefined
}

/** Pages as publishers count them, in characters. */
const PAGE = 2_000

/**
 * Imports books, one after the other, through the gateway. A file that cannot be read does not keep the others out.
 *
 * @throws {StartError} Where files could not be imported, with each one's reason.
 */
export async function importBooks(api: LocalApi, files: string[], { language, title }: Options): Promise<void> {
  if (files.length === 0) throw new StartError('Say which files to import: patchbay library import FILE...')
  if (title !== undefined && files.length > 1) throw new StartError('--name is one book’s title: import it alone.')
  const said = bookLanguage.optional().safeParse(language)
  if (!said.success) throw new StartError('--language must be en or pt')
  const refused: string[] = []
  for (const file of files) {
    const beganAt = performance.now()
    try {
      const book = await importFile(file, targetOf(api), {
        language: said.data,
        title,
        onProgress: ({ passages, characters, bytes }) => showProgress(file, passages, characters, bytes),
      })
      clearProgress()
      const seconds = (performance.now() - beganAt) / 1000
      const pages = book.characters / PAGE
      print(
        book.already
          ? `${book.job_id}\t${book.title}: it is there already, and nothing has changed.`
          : `${book.job_id}\t${book.title}: ${book.passages} passages, ${Math.ceil(pages)} pages in ${seconds.toFixed(1)} s (${Math.round(pages / seconds)} pages/s).`,
      )
    } catch (error) {
      clearProgress()
      if (error instanceof GatewayGone) throw new StartError(goOn(file), { cause: error })
      if (!(error instanceof ImportError) && !(error instanceof StartError)) throw error
      refused.push(error.message)
    }
  }
  if (refused.length > 0) throw new StartError(refused.join('\n'))
}

function goOn(file: string): string {
  return `The gateway ended while ${basename(file)} was imported. Give the same command again: it goes on where it stopped.`
}

/** Keeps a book by the gateway's routes. */
function targetOf(api: LocalApi): ImportTarget {
  return {
    begin: async (file) => importState.parse(await api.request('POST', '/api/library/imports', file)),
    add: async (jobId, batch) =>
      importState.parse(await api.request('POST', `/api/library/imports/${jobId}/passages`, batch)),
    finish: async (jobId) => importState.parse(await api.request('POST', `/api/library/imports/${jobId}/finish`)),
    drop: async (jobId) => {
      await api.request('DELETE', `/api/library/books/${jobId}`)
    },
  }
}

/** One line, written over; only a person at a terminal sees it. */
function showProgress(file: string, passages: number, characters: number, bytes: number): void {
  if (!process.stderr.isTTY) return
  const share = Math.min(99, Math.floor((characters / bytes) * 100))
  process.stderr.write(`\r${basename(file)}: ${passages} passages, about ${share} %\u001B[K`)
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
