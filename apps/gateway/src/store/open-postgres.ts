import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { StartError } from '../start-error.ts'
import { journalTable, type Migrations, type Store } from './store.ts'

/** Chosen by dice; only has to be the same in every process of ours. */
const MIGRATION_LOCK = 7_245_013

/**
 * Opens a PostgreSQL database. Processes that open it at once migrate one after the other.
 *
 * @param url - `postgres://…`; it may hold a password and is named in no error.
 * @param onError - Hears of connections that were lost while idle; the pool replaces them.
 * @throws {StartError} Where the server does not answer.
 */
export async function openPostgres(
  url: string,
  migrations: Migrations[],
  onError: (error: Error) => void,
): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 })
  pool.on('error', onError)
  try {
    await migrateAlone(pool, migrations)
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    kind: 'postgres',
    db: drizzle({ client: pool }),
    async ping() {
      await pool.query('select 1')
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
    },
  }
}

async function migrateAlone(pool: pg.Pool, migrations: Migrations[]): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message || error.name : String(error)
    throw new StartError(
      `The database of DATABASE_URL does not answer (${reason}). Start it, or correct the address.`,
      {
        cause: error,
      },
    )
  })
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    for (const { name, folder } of migrations) {
      await migrate(drizzle({ client }), { migrationsFolder: folder, migrationsTable: journalTable(name) })
    }
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    client.release()
  } catch (error) {
    // Ends the connection, and with it the lock.
    client.release(true)
    throw error
  }
}
