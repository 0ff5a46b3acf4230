import { writeSync } from 'node:fs'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { openTestDatabase } from '@patchbay/test-support/database'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { answerQuestion } from '../answer/answer-question.ts'
import { selectBooks } from '../find-book.ts'
import { libraryMigrations } from '../library-migrations.ts'
import { readerOf } from '../reader.ts'
import { searchBooks } from '../search/search-books.ts'
import { fillLibrary } from './fill-library.ts'
import { figuresOf, measureQuality } from './measure-quality.ts'
import { questionSets } from './read-questions.ts'

const PASSAGES = Number(process.env['PASSAGES'] ?? 100_000)
/** Of publishers, in characters. */
const PAGE = 2_000

function print(line: string): void {
  writeSync(1, `${line}\n`)
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function share(count: number, of: number): string {
  return `${count} of ${of} (${(count / of).toFixed(2)})`
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now()
  await run()
  return performance.now() - beganAt
}

describeDatabases('the library, measured', (kind) => {
  test('quality', { timeout: 600_000 }, async () => {
    await using database = await openTestDatabase(kind, [libraryMigrations])
    for (const set of questionSets) {
      const measured = await measureQuality(database.db, set)
      for (const language of ['en', 'pt'] as const) {
        const { asked, found, plain, right, adversarial, refused } = figuresOf(measured, language)
        print(
          `${kind}: ${set}, ${language}: recall at 3 ${share(found, asked)}, answered plainly ${share(plain, asked)}, ` +
            `of these right ${share(right, plain)}, adversarial refused ${refused} of ${adversarial}`,
        )
      }
      // What is held out is not looked at one by one.
      if (set === 'held-out') continue
      for (const { asked, found } of measured.answered)
        if (!found.includes(asked.chapter))
          print(`  missed: ${asked.question} (chapter ${asked.chapter}, found ${found.join(', ')})`)
    }
  })

  test('speed', { timeout: 1_800_000 }, async () => {
    await using database = await openTestDatabase(kind, [libraryMigrations])
    const { db } = database
    const { queries, seconds, worked, characters } = await fillLibrary(db, PASSAGES)
    const pages = characters / PAGE
    print(
      `${kind}: import ${Math.round(pages / seconds)} pages/s (${Math.round(pages)} pages of 2,000 characters)` +
        // The embedded store works in this process: how much of the time it had a processor says how busy the machine was.
        (kind === 'pglite' ? `, ${Math.round(pages / worked)} for each second of processor` : ''),
    )
    const books = await selectBooks(db, readerOf({ userId: 1 }))
    const [book] = books
    if (!book) throw new Error('The library has a book.')
    const { signal } = new AbortController()
    const now = () => new Date('2026-11-21T13:00:00Z')
    const indexed: number[] = []
    const answered: number[] = []
    const scanned: number[] = []
    for (const [index, query] of queries.entries()) {
      indexed.push(await time(() => searchBooks(db, books, query, 10)))
      answered.push(await time(() => answerQuestion({ db, now }, book, `What is ${query}?`, signal)))
      // A scan takes long: a few say how long.
      if (index % 8 > 0) continue
      const any = query.split(' ').join(' | ')
      scanned.push(
        await time(() =>
          db.transaction(async (tx) => {
            await tx.execute(sql`set local enable_bitmapscan = off`)
            await tx.execute(sql`set local enable_indexscan = off`)
            return tx.execute(sql`
              select book_id, ordinal, ts_headline('english', text, to_tsquery('english', ${any}::text)) from library_chunks
              where words @@ to_tsquery('english', ${any}::text)
              order by ts_rank_cd(words, to_tsquery('english', ${any}::text)) desc limit 10`)
          }),
        ),
      )
    }
    print(
      `${kind}: search of ${PASSAGES} passages, p50 ${middle(indexed).toFixed(1)} ms; sequential scan, p50 ${middle(scanned).toFixed(0)} ms`,
    )
    print(
      `${kind}: an answer without a model, p50 ${middle(answered).toFixed(1)} ms: ${(middle(answered) / middle(indexed)).toFixed(1)} times a search`,
    )
    expect(indexed).toHaveLength(queries.length)
  })
})
