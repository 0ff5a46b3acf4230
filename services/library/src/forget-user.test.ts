import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openLibrary } from './open-library.ts'
import { openTestLibrary } from './testing/open-test-library.ts'
import { english, portuguese } from './testing/texts.ts'

describeDatabases('what a user had in the library', (kind) => {
  test('goes with them: their books, all that hangs on them, and their places in the others', async () => {
    await using library = await openTestLibrary(kind)
    const { db } = library
    const open = openLibrary({ db, now: () => new Date('2026-11-21T13:00:00Z') })
    const shared = (await library.add('relogio.txt', portuguese, null)).job_id
    for (const userId of [1, 12]) await library.add('salt.txt', english, userId)
    const caller = { phone: '+5511999999999' }
    for (const asker of [{ userId: 1 }, { userId: 1, caller }, { userId: 12 }, { userId: 12, caller }])
      await open.setProgress(asker, shared, 5)
    // A book that is still being imported is theirs as well.
    await library.target(1).begin({
      source_name: 'half.txt',
      source_sha256: 'c'.repeat(64),
      format: 'text',
      title: 'Half',
      author: null,
      language: 'en',
      positions: 'estimated',
    })

    await open.forgetUser(1)

    expect((await open.books({ userId: 1 })).map(({ job_id, position_s }) => [job_id, position_s])).toEqual([
      [shared, null],
    ])
    expect((await open.search({ userId: 1 }, 'compass', 5)).results).toEqual([])
    // Another's stay, also of a user whose number begins as theirs does.
    expect((await open.books({ userId: 12 })).map(({ position_s }) => position_s)).toEqual([5, null])
    expect((await open.search({ userId: 12 }, 'compass', 5)).results).not.toEqual([])
    for (const table of ['library_chunks', 'library_chapters', 'library_words']) {
      const { rows } = await db.execute<{ books: number }>(
        sql`select count(distinct book_id)::int as books from ${sql.identifier(table)}`,
      )
      expect(rows).toEqual([{ books: 2 }])
    }
    const { rows: places } = await db.execute(sql`select reader from library_progress order by reader`)
    expect(places).toEqual([{ reader: '12' }, { reader: `12/${caller.phone}` }])
  })
})
