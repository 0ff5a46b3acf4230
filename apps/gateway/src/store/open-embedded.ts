import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { StartError } from '../start-error.ts'
import { lockDataDir } from './lock-data-dir.ts'
import { journalTable, type Migrations, type Store } from './store.ts'

/**
 * Opens PGlite in `dataDir`, for this process alone.
 *
 * @throws {StartError} Where the folder cannot be used.
 */
export async function openEmbedded(dataDir: string, migrations: Migrations[]): Promise<Store> {
  const lock = lockDataDir(dataDir)
  try {
    const client = guardTransactions(await open(join(dataDir, 'db')))
    const db = drizzle({ client })
    for (const { name, folder } of migrations) {
      await migrate(db, { migrationsFolder: folder, migrationsTable: journalTable(name) })
    }
    return {
      kind: 'embedded',
      db,
      async ping() {
        await client.query('select 1')
      },
      async [Symbol.asyncDispose]() {
        await client.close()
        lock[Symbol.dispose]()
      },
    }
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

async function open(folder: string): Promise<PGlite> {
  return PGlite.create(folder).catch((error: unknown) => {
    throw new StartError(
      `The store in ${folder} cannot be opened: it may be damaged. Put a copy in its place, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  })
}

/**
 * PGlite has one connection: a query on the database from inside a transaction's function would wait for that
 * transaction, which waits for the query. Here it throws at once and says what to use.
 */
function guardTransactions(client: PGlite): PGlite {
  const inTransaction = new AsyncLocalStorage<true>()
  const refuseInside = () => {
    if (inTransaction.getStore()) throw new Error('Inside a transaction use the transaction, not the database')
  }
  return new Proxy(client, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member)
      if (typeof value !== 'function') return value
      if (member === 'transaction') {
        return (run: Parameters<PGlite['transaction']>[0]) => {
          refuseInside()
          return target.transaction((tx) => inTransaction.run(true, () => run(tx)))
        }
      }
      if (member === 'query' || member === 'exec') {
        return (...args: unknown[]) => {
          refuseInside()
          return Reflect.apply(value, target, args)
        }
      }
      return value.bind(target)
    },
  })
}
