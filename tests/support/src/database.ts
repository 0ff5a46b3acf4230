import type { Database, ServiceMigrations } from '@patchbay/service-kit'
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import { drizzle as onPglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import pg from 'pg'
import type { DatabaseKind } from './describe-databases.ts'
import { openFreshPglite } from './fresh-pglite.ts'
import { freshPostgres } from './fresh-postgres.ts'

/** An open, migrated, otherwise empty database; `url` where another process or pool can reach it too. */
export type TestDatabase = AsyncDisposable & { db: Database; url?: string }

/** Opens a new database of that kind and runs the migrations, each service's in its own journal table. */
export async function openTestDatabase(kind: DatabaseKind, migrations: ServiceMigrations[]): Promise<TestDatabase> {
  return kind === 'pglite' ? openPglite(migrations) : openPostgres(migrations)
}

async function openPglite(migrations: ServiceMigrations[]): Promise<TestDatabase> {
  const client = await openFreshPglite()
  const db = onPglite({ client })
  for (const each of migrations) await migratePglite(db, journal(each))
  return { db, [Symbol.asyncDispose]: () => client.close() }
}

async function openPostgres(migrations: ServiceMigrations[]): Promise<TestDatabase> {
  await using opening = new AsyncDisposableStack()
  const { url } = opening.use(await freshPostgres())
  const client = opening.adopt(new pg.Pool({ connectionString: url, max: 20 }), (pool) => pool.end())
  const db = onPostgres({ client })
  for (const each of migrations) await migratePostgres(db, journal(each))
  const opened = opening.move()
  return { db, url, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

function journal({ name, folder }: ServiceMigrations) {
  return { migrationsFolder: folder, migrationsTable: `${name}_migrations` }
}
