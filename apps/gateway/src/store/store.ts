import type { Database, ServiceMigrations } from '@patchbay/service-kit'

export type Migrations = ServiceMigrations

/** Where everything is kept. Services have their own tables in it. */
export interface Store extends AsyncDisposable {
  readonly kind: 'embedded' | 'postgres'
  readonly db: Database
  /** @throws Where the store does not answer. */
  ping(): Promise<void>
}

/** The table that remembers which of one owner's migrations have run. */
export function journalTable(name: string): string {
  return `migrations_${name}`
}
