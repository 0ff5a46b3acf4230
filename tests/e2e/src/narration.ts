import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bookNarrations, libraryBooks, librarySearchResult } from '@patchbay/contract'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { expect } from 'vitest'
import { repository } from './repository.ts'
import { runProcess } from './run-process.ts'
import { adminApiKey } from './start-gateway.ts'

const TITLE = 'The Short Bell'
const headers = { 'x-api-key': adminApiKey, 'content-type': 'application/json' }

interface Running {
  url: string
}

/** The beginnings of the demonstration's twelve chapters: one or two passages each. */
async function writeShortBook(folder: string): Promise<string> {
  const text = await readFile(join(repository.root, 'services/library/content/the-quiet-bell-of-corrow.txt'), 'utf8')
  const [, ...chapters] = text.split(/^(?=Chapter \d+:)/m)
  const short = chapters.map((chapter) => {
    const kept: string[] = []
    for (const paragraph of chapter.split('\n\n')) {
      if (kept.join(' ').split(' ').length > 90) break
      kept.push(paragraph)
    }
    return kept.join('\n\n')
  })
  const path = join(folder, 'short.txt')
  await writeFile(path, `Title: ${TITLE}\nLanguage: en\n\n${short.join('\n\n')}\n`)
  return path
}

/** Imports a book of twelve chapters by the command line. @returns Its id. */
export async function importShortBook(gateway: Running, env: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-book-'))
  try {
    const file = await writeShortBook(folder)
    const { code, stderr } = await runProcess(repository.node, [repository.commandLine, 'library', 'import', file], {
      env,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return (await bookOf(gateway, ({ title }) => title === TITLE)).job_id
}

async function bookOf({ url }: Running, isIt: (book: { title: string; job_id: string }) => boolean) {
  const { books } = libraryBooks.parse(await (await fetch(`${url}/api/library/books`, { headers })).json())
  const book = books.find(isIt)
  if (!book) throw new Error('the book is not there')
  return book
}

/** Asks for a narration. */
export async function askForNarration({ url }: Running, jobId: string): Promise<void> {
  const path = `${url}/api/library/books/${jobId}/narration`
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ voice_id: 'espeak_en-us' }) })
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 200 })
}

/** The book's one narration. */
export async function narrationOf({ url }: Running, jobId: string) {
  const answer = await fetch(`${url}/api/library/books/${jobId}/narration`, { headers })
  const { narrations } = bookNarrations.parse(await answer.json())
  expect(narrations).toHaveLength(1)
  const [narration] = narrations
  if (!narration) throw new Error('there is no narration')
  return narration
}

/** Waits until so much is made, and says what. */
export async function untilMade(gateway: Running, jobId: string, share: number) {
  const shareDone = async () => (await narrationOf(gateway, jobId)).share_done
  await expect.poll(shareDone, { timeout: 180_000, interval: 100 }).toBeGreaterThanOrEqual(share)
  return narrationOf(gateway, jobId)
}

/** Every chapter is there once, each decodes and is as long as the book says; what is found is in its chapter. */
export async function expectWhole(gateway: Running, jobId: string): Promise<void> {
  const state = async () => (await narrationOf(gateway, jobId)).state
  await expect.poll(state, { timeout: 180_000 }).toBe('ready')
  const narration = await narrationOf(gateway, jobId)
  const book = await bookOf(gateway, (each) => each.job_id === jobId)
  expect(book.positions).toBe('narration')
  expect(narration.chapters.map(({ chapter }) => chapter)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  let at = 0
  for (const chapter of book.chapters) {
    const answer = await fetch(`${gateway.url}/api/library/books/${jobId}/chapters/${chapter.chapter}/audio`, {
      headers,
    })
    const heard = await readOggOpus(Buffer.from(await answer.arrayBuffer()))
    expect(chapter.start_s).toBeCloseTo(at, 6)
    expect(heard.durationS).toBeCloseTo(chapter.end_s - chapter.start_s, 6)
    expect(heard.samples.some((sample) => Math.abs(sample) > 3_000)).toBe(true)
    at = chapter.end_s
  }
  expect(book.duration_s).toBeCloseTo(at, 6)
  const search = { query: 'toolbox on her knees', max_results: 1 }
  const path = `${gateway.url}/api/v1/knowledge/jobs/${jobId}/search`
  const found = await fetch(path, { method: 'POST', headers, body: JSON.stringify(search) })
  const [hit] = librarySearchResult.parse(await found.json()).results
  expect(hit).toMatchObject({ chapter: 1, position_s: 0 })
}
