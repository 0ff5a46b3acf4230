import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'

/** A new, empty database on the run's PostgreSQL, as a connection URL. Disposing drops it with every connection to it. */
export type FreshPostgres = AsyncDisposable & { url: string }

/**
 * Creates a database that only this test uses.
 *
 * @throws when PostgreSQL could not start on this machine; see `describePostgres`, which skips such tests by name.
 */
export async function freshPostgres(): Promise<FreshPostgres> {
  const server = inject('postgres')
  if ('unavailable' in server) throw new Error(server.unavailable)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(server.url, `create database ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await untilLeft(server.url, name)
      await run(server.url, `drop database if exists ${name} with (force)`)
    },
  }
}

/** For how long connections that were closed may take to be gone from the server, in ms. */
const LEAVING_MS = 5_000

/**
 * Waits for those who have said goodbye: `pg` does not wait until the server has heard it, and one that is cut off
 * instead fails where nobody listens any more.
 */
async function untilLeft(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const until = Date.now() + LEAVING_MS; Date.now() < until; await delay(20)) {
      const { rows } = await client.query('select 1 from pg_stat_activity where datname = $1 limit 1', [name])
      if (rows.length === 0) return
    }
  } finally {
    await client.end()
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
