import { describe, inject } from 'vitest'

/** `pglite` is PostgreSQL inside the process, in memory; `postgres` a real server. */
export type DatabaseKind = 'pglite' | 'postgres'

/** Runs a suite once on each kind of database that the product stores to. */
export function describeDatabases(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} (pglite)`, () => suite('pglite'))
  describePostgres(`${name} (postgres)`, () => suite('postgres'))
}

/** A suite that needs a real PostgreSQL: skipped by name, with the reason, where none can start. */
export function describePostgres(name: string, suite: () => void): void {
  const server = inject('postgres')
  if ('unavailable' in server) describe.skip(`${name}: ${server.unavailable}`, suite)
  else describe(name, suite)
}
