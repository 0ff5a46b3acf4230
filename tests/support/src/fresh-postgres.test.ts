import { expect, test } from 'vitest'
import { openTestDatabase } from './database.ts'
import { describeDatabases, describePostgres } from './describe-databases.ts'
import { freshPostgres } from './fresh-postgres.ts'
import pg from 'pg'
import { sql } from 'drizzle-orm'

async function ask(url: string, query: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(query)).rows
  } finally {
    await client.end()
  }
}

describePostgres('freshPostgres', () => {
  test('makes a database of its own each time, and drops it', async () => {
    await using first = await freshPostgres()
    await ask(first.url, 'create table only_in_first (id int)')
    let gone: string
    {
      await using second = await freshPostgres()
      gone = second.url
      expect(await ask(second.url, `select to_regclass('only_in_first') as found`)).toEqual([{ found: null }])
    }
    await expect(ask(gone, 'select 1')).rejects.toThrow('does not exist')
  })
})

describeDatabases('openTestDatabase', (kind) => {
  test('opens a database of this kind', async () => {
    await using database = await openTestDatabase(kind, [])
    const { rows } = await database.db.execute<{ version: string }>(sql`select version()`)
    expect(rows[0]?.version).toContain('PostgreSQL 18')
    expect(database.url === undefined).toBe(kind === 'pglite')
  })
})
