import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { libraryMigrations } from '../library-migrations.ts'
import { chunks } from '../schema/chunks.ts'
import { measureQuality, type Measured } from './measure-quality.ts'

describeDatabases('the written questions', (kind) => {
  let database: TestDatabase
  let measured: Measured
  beforeAll(async () => {
    database = await openTestDatabase(kind, [libraryMigrations])
    measured = await measureQuality(database.db)
  }, 120_000)
  afterAll(async () => database[Symbol.asyncDispose]())

  test.each(['en', 'pt'] as const)('in %s find their chapter among the first three, 85 of 100 times', (language) => {
    const { found, asked } = measured.recall[language]
    expect(asked).toBeGreaterThanOrEqual(20)
    expect(found / asked, JSON.stringify(measured.missed)).toBeGreaterThanOrEqual(0.85)
  })

  test('that nothing answers, that lie ahead or that assume what is not so hear that it was not said', () => {
    expect(measured.adversarial.length).toBeGreaterThanOrEqual(20)
    expect(measured.adversarial.filter(({ refused }) => !refused).map(({ asked }) => asked.question)).toEqual([])
  })

  test('are given nothing but what the book says, and nothing from ahead of the reader', async () => {
    for (const { answer, book } of measured.adversarial) {
      const rows = await database.db.select().from(chunks).where(eq(chunks.bookId, book.id))
      for (const { excerpt, position_s } of answer.citations) {
        const chunk = rows.find(({ positionS }) => positionS === position_s)
        expect(chunk?.text).toContain(excerpt)
        expect(chunk?.endS).toBeLessThanOrEqual(book.heardS ?? 0)
      }
    }
  })
})
