import { fileURLToPath } from 'node:url'
import { openEmbedded } from './open-embedded.ts'
import { openPostgres } from './open-postgres.ts'
import type { Migrations, Store } from './store.ts'

export const gatewayMigrations: Migrations = {
  name: 'gateway',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
}

export interface StoreOptions {
  /** An absolute path; used where there is no `databaseUrl`. */
  dataDir: string
  databaseUrl: string | undefined
  /** The services' migrations, which run after the gateway's. */
  migrations: Migrations[]
  /** False opens it as it is. Default: true. */
  migrates?: boolean
  /** Hears of errors that nobody waits for. */
  onError: (error: Error) => void
}

/**
 * Opens the store and brings its tables up to date.
 *
 * @throws {StartError} Where the folder or the server cannot be used.
 */
export function openStore({
  dataDir,
  databaseUrl,
  migrations,
  migrates = true,
  onError,
}: StoreOptions): Promise<Store> {
  const all = migrates ? [gatewayMigrations, ...migrations] : []
  return databaseUrl === undefined ? openEmbedded(dataDir, all) : openPostgres(databaseUrl, all, onError)
}
