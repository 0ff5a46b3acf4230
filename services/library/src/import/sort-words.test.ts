import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openTestLibrary } from '../testing/open-test-library.ts'
import { english } from '../testing/texts.ts'

describeDatabases('after an import', (kind) => {
  test('no word waits to be sorted into the index, and searches are planned by what the tables hold', async () => {
    await using library = await openTestLibrary(kind)
    await library.add('salt.txt', english)
    const { rows: planned } = await library.db.execute(sql`
      select relname as "table", reltuples > 0 as counted from pg_class
      where relname in ('library_chunks', 'library_words') order by relname`)
    expect(planned).toEqual([
      { table: 'library_chunks', counted: true },
      { table: 'library_words', counted: true },
    ])
    const { rows } = await library.db.execute(
      sql`select gin_clean_pending_list('library_chunks_by_words')::int as pages`,
    )
    expect(rows).toEqual([{ pages: 0 }])
  })
})
