import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { and, eq, gte } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { libraryMigrations } from '../library-migrations.ts'
import { chunks } from '../schema/chunks.ts'
import { figuresOf, measureQuality, type Measured } from './measure-quality.ts'

/** Of the questions, a little below how many were answered plainly. */
const PLAIN = { tuned: { en: 0.5, pt: 0.5 }, 'held-out': { en: 0.33, pt: 0.33 } }
/** Of these. */
const RIGHT = 0.85
const RECALL = 0.85

describeDatabases('the written questions', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind, [libraryMigrations])
  }, 120_000)
  afterAll(async () => database[Symbol.asyncDispose]())

  describe.each(['tuned', 'held-out'] as const)('that are %s', (set) => {
    let measured: Measured
    beforeAll(async () => {
      measured = await measureQuality(database.db, set)
    }, 300_000)

    test.each(['en', 'pt'] as const)('in %s find their chapter among the first three', (language) => {
      const { found, asked } = figuresOf(measured, language)
      expect(asked).toBeGreaterThanOrEqual(25)
      expect(found / asked).toBeGreaterThanOrEqual(RECALL)
    })

    test.each(['en', 'pt'] as const)('in %s are answered as often, and as rightly, as they have been', (language) => {
      const { plain, right, asked } = figuresOf(measured, language)
      expect(plain / asked).toBeGreaterThanOrEqual(PLAIN[set][language])
      expect(right / plain).toBeGreaterThanOrEqual(RIGHT)
    })

    test.each(['en', 'pt'] as const)(
      'in %s hear that it was not said where nothing answers, it lies ahead, or it is not so',
      (language) => {
        const { adversarial, refused } = figuresOf(measured, language)
        expect(adversarial).toBeGreaterThanOrEqual(12)
        expect(refused).toBe(adversarial)
      },
    )

    if (set === 'tuned') {
      test('tell what was found in the garden, with its chapter', () => {
        const garden = measured.answered.find(({ asked }) => asked.question === 'What was found in the garden?')
        expect(garden).toMatchObject({ plain: true, right: true })
        expect(garden?.answer.citations[0]?.chapter).toBe(6)
      })

      test('tell what was found in a place that its chapter is named for', () => {
        const mill = measured.answered.find(({ asked }) => asked.question === 'O que foi encontrado no moinho?')
        expect(mill).toMatchObject({ plain: true, right: true })
      })
    }

    test('are given nothing but what the book says, and nothing from ahead of the reader', async () => {
      for (const { answer, book } of measured.adversarial) {
        for (const { excerpt, position_s } of answer.citations) {
          // A quotation may go on in the passage after its own.
          const passages = await database.db
            .select()
            .from(chunks)
            .where(and(eq(chunks.bookId, book.id), gte(chunks.positionS, position_s)))
            .orderBy(chunks.ordinal)
            .limit(3)
          const cited = passages.findIndex((_, last) =>
            passages
              .slice(0, last + 1)
              .map(({ text }) => text)
              .join(' ')
              .includes(excerpt),
          )
          expect(passages[0]?.positionS).toBe(position_s)
          expect(cited, excerpt).toBeGreaterThanOrEqual(0)
          expect(passages[cited]?.endS).toBeLessThanOrEqual(book.heardS ?? 0)
        }
      }
    })
  })
})
