import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chapterPassages, libraryBooks, type LibraryBook } from '@patchbay/contract'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startedDataDir } from './src/data-dir.ts'
import { askLocally } from './src/local-gateway.ts'
import { longBook, wordsOfBook } from './src/long-book.ts'
import { repository } from './src/repository.ts'
import { startProcess, type Running } from './src/run-process.ts'
import { adminApiKey, gatewayEnvironment, startGateway, type Gateway } from './src/start-gateway.ts'

const TITLE = 'The Long Road'
/** Each test starts several processes: only what hangs is ended, also where the machine is shared. */
const HANGS_MS = 300_000
vi.setConfig({ testTimeout: HANGS_MS })

/** Some sixteen batches of passages. */
const book = longBook(TITLE, 2_000_000)

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-books-'))
  file = join(folder, 'long.txt')
  await writeFile(file, book)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let dataDir: string
beforeEach(async () => {
  dataDir = await startedDataDir()
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

function importBook(): Running {
  const args = [repository.commandLine, 'library', 'import', file]
  return startProcess(repository.node, args, { env: gatewayEnvironment(dataDir), timeoutMs: HANGS_MS })
}

/** The same command again, to its end. */
async function importToTheEnd() {
  const { code, stdout, stderr } = await importBook().ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

/** The book, as whoever has the data directory knows it. */
async function found(): Promise<LibraryBook | undefined> {
  const answer = await askLocally(dataDir, '/api/library/books')
  return answer === undefined ? undefined : libraryBooks.parse(answer).books.find(({ title }) => title === TITLE)
}

/** Waits until some passages are kept, of an import that goes on. */
async function someAreKept(): Promise<void> {
  await expect.poll(async () => (await found())?.passages ?? 0, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0)
}

function ask(gateway: Gateway, path: string): Promise<Response> {
  return fetch(gateway.url + path, { headers: { 'x-api-key': adminApiKey } })
}

/** Holds that the book is half there, and that nobody can search, ask or read it. */
async function expectHalfABook(gateway: Gateway): Promise<LibraryBook> {
  const half = await found()
  if (half === undefined) throw new Error('nothing of the book was kept')
  expect(half.state).toBe('importing')
  expect(half.passages).toBeGreaterThan(0)
  const search = await ask(gateway, '/api/v1/knowledge/library/search?query=stones')
  expect(JSON.stringify(await search.json())).not.toContain(half.job_id)
  for (const path of [
    `/api/v1/knowledge/jobs/${half.job_id}/search?query=stones`,
    `/api/v1/knowledge/jobs/${half.job_id}/ask?question=stones`,
    `/api/library/books/${half.job_id}/passages`,
  ]) {
    expect((await ask(gateway, path)).status).toBe(404)
  }
  return half
}

/** Holds that the book is there, its every word once and in its place. */
async function expectWholeBook(gateway: Gateway): Promise<void> {
  const whole = await found()
  expect(whole).toMatchObject({ state: 'ready' })
  const texts: string[] = []
  for (const { start_s } of whole?.chapters ?? []) {
    const answer = await ask(gateway, `/api/library/books/${whole?.job_id}/passages?position_s=${start_s}`)
    texts.push(...chapterPassages.parse(await answer.json()).passages.map(({ text }) => text))
  }
  expect(texts).toHaveLength(whole?.passages ?? 0)
  // Compared before it is shown: nobody reads a difference of two million letters.
  expect(texts.join(' ') === wordsOfBook(book)).toBe(true)
}

test('a book is imported beside a running gateway, and again changes nothing', async () => {
  await using gateway = await startGateway({ dataDir })
  expect(await importToTheEnd()).toMatch(/The Long Road: \d+ passages/)
  await expectWholeBook(gateway)
  expect(await importToTheEnd()).toContain('it is there already')
  await expectWholeBook(gateway)
})

test('after kill -9 of the command beside a gateway the same command goes on where it stopped', async () => {
  await using gateway = await startGateway({ dataDir })
  const broken = importBook()
  await someAreKept()
  await broken.kill()
  const half = await expectHalfABook(gateway)
  await importToTheEnd()
  expect((await found())?.passages).toBeGreaterThan(half.passages)
  await expectWholeBook(gateway)
})

test('after kill -9 of the gateway the command says what happened, and the same command goes on', async () => {
  const first = await startGateway({ dataDir })
  const broken = importBook()
  await someAreKept()
  await first.kill()
  const { code, stdout, stderr } = await broken.ended
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^The gateway ended while long\.txt was imported\. Give the same command again.*\n$/)

  await using second = await startGateway({ dataDir })
  await expectHalfABook(second)
  await importToTheEnd()
  await expectWholeBook(second)
})

test('after kill -9 of the command alone on its data directory the same command goes on', async () => {
  const broken = importBook()
  await someAreKept()
  await broken.kill()
  {
    await using gateway = await startGateway({ dataDir })
    await expectHalfABook(gateway)
  }
  await importToTheEnd()
  await using gateway = await startGateway({ dataDir })
  await expectWholeBook(gateway)
})
