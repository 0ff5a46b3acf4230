import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { asc, sql } from 'drizzle-orm'
import { bigint, boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { copyInto } from './copy-into.ts'

const things = pgTable('things', {
  id: integer().primaryKey(),
  name: text().notNull(),
  is: boolean(),
  shape: jsonb(),
  share: doublePrecision(),
  at: timestamp({ withTimezone: true }),
  large: bigint({ mode: 'number' }),
  note: text().default('as usual'),
})
const members = ['id', 'name', 'is', 'shape', 'share', 'at'] as const
type Thing = typeof things.$inferSelect

const thing = (id: number, more: Partial<Thing> = {}): Thing => ({
  id,
  name: `thing ${id}`,
  is: null,
  shape: null,
  share: null,
  at: null,
  large: null,
  note: null,
  ...more,
})

describeDatabases('rows that are copied in', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind, [])
    await database.db
      .execute(sql`create table things (id integer primary key, name text not null, "is" boolean, shape jsonb,
      share double precision, at timestamp with time zone, large bigint, note text default 'as usual')`)
  })
  afterAll(() => database[Symbol.asyncDispose]())
  beforeEach(() => database.db.delete(things))
  const kept = () => database.db.select().from(things).orderBy(asc(things.id))

  test('come back as they were, whatever is in them', async () => {
    const rows = [
      thing(1, {
        name: 'plain',
        is: true,
        shape: { a: [1, 'é', null] },
        share: 0.1,
        at: new Date('2026-03-01T12:00:00.250Z'),
      }),
      thing(-2, {
        name: '"quoted",\t\\N\n{}',
        is: false,
        shape: 'text',
        share: -1e300,
        at: new Date('1969-07-20T20:17:40.001Z'),
      }),
      thing(2_147_483_647, { name: '🛼 ação', shape: [], share: 0 }),
      thing(4, { name: '' }),
    ]
    await copyInto(database.db, things, members, rows)
    expect(await kept()).toEqual(
      rows.map((row) => ({ ...row, note: 'as usual' })).toSorted((one, other) => one.id - other.id),
    )
  })

  test('are as many and as long as they are', async () => {
    const rows = Array.from({ length: 500 }, (_, id) => thing(id, { name: '漢'.repeat(id * 10) }))
    await copyInto(database.db, things, members, rows)
    expect((await kept()).map(({ name }) => name)).toEqual(rows.map(({ name }) => name))
  })

  test('are none where one is refused, and the next come in', async () => {
    const twice = [thing(1), thing(2), thing(1)]
    await expect(copyInto(database.db, things, members, twice)).rejects.toThrow(/duplicate key/)
    expect(await kept()).toEqual([])
    await copyInto(database.db, things, members, [thing(1)])
    expect(await kept()).toHaveLength(1)
  })

  test('of a type that nobody has taught it are refused by name', async () => {
    await expect(copyInto(database.db, things, ['id', 'large'], [thing(1, { large: 5 })])).rejects.toThrow(
      /large is of the type bigint/,
    )
  })
})
