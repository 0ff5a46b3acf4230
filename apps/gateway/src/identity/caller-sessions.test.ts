import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
import { createMemoryBus } from '../bus/memory.ts'
import { openStore } from '../store/open-store.ts'
import { createCallerSessions } from './caller-sessions.ts'

describePostgres('caller sessions', () => {
  it('end after the round of clearing away that is under way, so that the store is there for all of it', async () => {
    await using database = await freshPostgres()
    const errors: unknown[] = []
    const onError = (error: unknown) => void errors.push(error)
    const opened = new AsyncDisposableStack()
    const store = opened.use(
      await openStore({ dataDir: '/nowhere', databaseUrl: database.url, migrations: [], onError }),
    )
    opened.use(createCallerSessions({ store, bus: createMemoryBus(), now: Date.now, rememberMs: 0, onError }))
    await using other = {
      pool: new pg.Pool({ connectionString: database.url }),
      [Symbol.asyncDispose]: () => other.pool.end(),
    }
    const locking = await other.pool.connect()
    const waiting = async () =>
      (await other.pool.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update%'"))
        .rowCount

    // The next round comes no further than its first statement.
    await locking.query('begin')
    await locking.query('lock table caller_sessions')
    await expect.poll(waiting, { timeout: 30_000 }).toBeGreaterThan(0)
    const stopped = opened.disposeAsync()
    // Whoever does not wait for the round has closed the store by now.
    await new Promise((resolve) => setImmediate(resolve))
    await locking.query('commit')
    locking.release()
    await stopped
    expect(errors).toEqual([])
  })
})
