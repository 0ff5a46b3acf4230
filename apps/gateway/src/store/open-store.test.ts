import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from './open-store.ts'
import { apiKeys } from './schema/api-keys.ts'
import { users } from './schema/users.ts'

const createdAt = new Date('2026-01-02T03:04:05.678Z')

async function emptyDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'patchbay-store-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

describeDatabases('the store', (kind) => {
  async function place() {
    const dataDir = await emptyDir()
    if (kind === 'pglite') return { dataDir, databaseUrl: undefined }
    const database = await freshPostgres()
    onTestFinished(() => database[Symbol.asyncDispose]())
    return { dataDir, databaseUrl: database.url }
  }
  const open = (where: { dataDir: string; databaseUrl: string | undefined }) =>
    openStore({ ...where, migrations: [], onError: () => {} })

  it('keeps what was written when it is opened again', async () => {
    const where = await place()
    {
      await using store = await open(where)
      await store.db.insert(users).values({ name: 'Ana', role: 'admin', createdAt })
    }
    await using store = await open(where)
    expect(await store.db.select().from(users)).toMatchObject([{ id: 1, name: 'Ana', role: 'admin', createdAt }])
    await expect(store.ping()).resolves.toBeUndefined()
  })

  it('takes back a transaction that failed, and only its inner part where that failed', async () => {
    await using store = await open(await place())
    const ana = { name: 'Ana', role: 'admin', createdAt } as const
    await expect(
      store.db.transaction(async (tx) => {
        await tx.insert(users).values(ana)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await store.db.transaction(async (tx) => {
      await tx.insert(users).values(ana)
      const inner = tx.transaction(async (nested) => {
        await nested.insert(users).values({ ...ana, name: 'Bia' })
        throw new Error('not Bia')
      })
      await expect(inner).rejects.toThrow('not Bia')
    })
    expect(await store.db.select({ name: users.name }).from(users)).toEqual([{ name: 'Ana' }])
  })

  it('deletes with a user what is theirs', async () => {
    await using store = await open(await place())
    await store.db.insert(users).values({ name: 'Ana', role: 'admin', createdAt })
    const key = { userId: 1, name: 'k', keyHash: 'h', prefix: 'p', scopes: ['admin' as const], source: 'made' as const }
    await store.db.insert(apiKeys).values({ ...key, createdAt })
    expect(await store.db.select({ scopes: apiKeys.scopes }).from(apiKeys)).toEqual([{ scopes: ['admin'] }])
    await store.db.delete(users).where(eq(users.id, 1))
    expect(await store.db.select().from(apiKeys)).toEqual([])
  })

  if (kind === 'postgres') {
    it('migrates once when several processes open it at the same time', async () => {
      const where = await place()
      const stores = await Promise.all([open(where), open(where), open(where)])
      const { rows } = await stores[0].db.execute(
        sql`select hash, count(*)::int as times from drizzle.migrations_gateway group by hash`,
      )
      expect(rows).not.toEqual([])
      expect(rows).toEqual(rows.map(({ hash }) => ({ hash, times: 1 })))
      await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
    })

    it('survives a connection that the server ends', async () => {
      const where = await place()
      const errors: Error[] = []
      await using store = await openStore({ ...where, migrations: [], onError: (error) => errors.push(error) })
      await store.ping()
      await using killer = await open(where)
      await killer.db.execute(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
      await expect.poll(() => errors.length).toBeGreaterThan(0)
      await expect(store.ping()).resolves.toBeUndefined()
    })
  } else {
    it('refuses the database inside a transaction, where it would wait for itself for ever', async () => {
      await using store = await open(await place())
      const nested = store.db.transaction(async () => store.db.select().from(users))
      await expect(nested).rejects.toMatchObject({
        cause: { message: 'Inside a transaction use the transaction, not the database' },
      })
      await expect(store.ping()).resolves.toBeUndefined()
    })

    it('refuses a folder that is open already, and takes it when that one closes', async () => {
      const where = await place()
      {
        await using _store = await open(where)
        await expect(open(where)).rejects.toThrow(
          `The data folder ${where.dataDir} is in use by another Patchbay process`,
        )
      }
      await using store = await open(where)
      await expect(store.ping()).resolves.toBeUndefined()
    })

    it('refuses a folder that another process has, until that one is killed', async () => {
      const where = await place()
      const lock = join(import.meta.dirname, 'lock-data-dir.ts')
      const program = `const { lockDataDir } = await import(${JSON.stringify(lock)})
        globalThis.held = lockDataDir(${JSON.stringify(where.dataDir)}); console.log('held'); setInterval(() => {}, 1000)`
      const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(holder.stdout, 'data')
      await expect(open(where)).rejects.toThrow('is in use by another Patchbay process')
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      await using store = await open(where)
      await expect(store.ping()).resolves.toBeUndefined()
    })
  }
})

describe('openStore', () => {
  it('says what to do about a folder that cannot be made', async () => {
    const file = join(await emptyDir(), 'a-file')
    await writeFile(file, '')
    const opening = openStore({ dataDir: file, databaseUrl: undefined, migrations: [], onError: () => {} })
    await expect(opening).rejects.toThrow(
      `The data folder ${file} cannot be written (EEXIST). Make it writable, or set DATA_DIR`,
    )
  })

  it('says what to do about a server that does not answer, without its password', async () => {
    const databaseUrl = 'postgres://me:hunter2@127.0.0.1:1/db'
    const opening = openStore({ dataDir: await emptyDir(), databaseUrl, migrations: [], onError: () => {} })
    await expect(opening).rejects.toThrow('The database of DATABASE_URL does not answer')
    await expect(opening).rejects.not.toThrow('hunter2')
  })
})
