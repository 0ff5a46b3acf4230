import { randomUUID } from 'node:crypto'
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
    [Symbol.asyncDispose]: () => run(server.url, `drop database if exists ${name} with (force)`),
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
