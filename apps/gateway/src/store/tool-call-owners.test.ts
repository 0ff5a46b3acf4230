import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { gatewayMigrations } from './open-store.ts'
import { calls } from './schema/calls.ts'
import { toolCalls } from './schema/tool-calls.ts'
import { users } from './schema/users.ts'

const at = new Date('2026-03-01T12:00:00Z')

describeDatabases('whose a tool call is', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind, [gatewayMigrations])
  })
  afterAll(() => database[Symbol.asyncDispose]())
  let ana = 0
  let rui = 0
  beforeEach(async () => {
    await database.db.delete(users)
    const made = await database.db
      .insert(users)
      .values(['Ana', 'Rui'].map((name) => ({ name, role: 'admin' as const, createdAt: at })))
      .returning()
    ;[ana, rui] = made.map(({ id }) => id) as [number, number]
    await database.db.insert(calls).values({ id: 'cv_1', userId: ana, channel: 'page', startedAt: at, expiresAt: at })
  })

  const row = (id: string, userId: number, callId: string | null = null): typeof toolCalls.$inferInsert => ({
    id,
    userId,
    callId,
    server: 'echo',
    tool: 'get_echo',
    toolClass: 'read',
    arguments: {},
    argumentsHash: '',
    status: 'succeeded',
    askedBy: 'Ana',
    startedAt: at,
  })
  const add = (...rows: (typeof toolCalls.$inferInsert)[]) => database.db.insert(toolCalls).values(rows)
  const kept = async () => (await database.db.select().from(toolCalls)).map(({ id }) => id).toSorted()
  const refused = async (insert: PromiseLike<unknown>) => {
    const error: unknown = await Promise.resolve(insert).catch((thrown: unknown) => thrown)
    return (error as { cause?: { code?: string } }).cause?.code
  }
  const FOREIGN_KEY_VIOLATION = '23503'

  test('it is a user’s who is there, and of a call that is there; else no row of the statement is kept', async () => {
    await add(row('a', ana), row('b', rui), row('c', ana, 'cv_1'))
    expect(await refused(add(row('d', ana), row('e', 987_654)))).toBe(FOREIGN_KEY_VIOLATION)
    expect(await refused(add(row('d', ana, 'cv_1'), row('e', ana, 'cv_2')))).toBe(FOREIGN_KEY_VIOLATION)
    expect(await kept()).toEqual(['a', 'b', 'c'])
  })

  test('it goes with its user, and with its call', async () => {
    await add(row('a', ana), row('b', rui), row('c', ana, 'cv_1'))
    await database.db.delete(calls).where(eq(calls.id, 'cv_1'))
    expect(await kept()).toEqual(['a', 'b'])
    await database.db.delete(users).where(eq(users.id, ana))
    expect(await kept()).toEqual(['b'])
  })

  // PGlite has one connection, and so nothing that happens meanwhile.
  if (kind === 'postgres')
    test('a user who is being removed meanwhile takes it along, or it is refused', async () => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      onTestFinished(() => client.end())
      // Removed first, and committed while the row waits.
      await client.query('begin')
      await client.query('delete from users where id = $1', [ana])
      const late = refused(add(row('a', ana)))
      await waitsFor(1)
      await client.query('commit')
      expect(await late).toBe(FOREIGN_KEY_VIOLATION)
      // The row first, and committed while the removal waits.
      await client.query('begin')
      await client.query(
        `insert into tool_calls (id, user_id, server, tool, tool_class, arguments, arguments_hash, status, asked_by, started_at)
       values ('b', $1, 'echo', 'get_echo', 'read', '{}', '', 'succeeded', 'Rui', now())`,
        [rui],
      )
      const removal = Promise.resolve(database.db.delete(users).where(eq(users.id, rui)))
      await waitsFor(1)
      await client.query('commit')
      await removal
      expect(await kept()).toEqual([])
    })

  /** Until so many statements wait for a lock. */
  async function waitsFor(count: number): Promise<void> {
    await expect
      .poll(async () => {
        const { rows } = await database.db.execute("select from pg_stat_activity where wait_event_type = 'Lock'")
        return rows.length
      })
      .toBe(count)
  }
})
