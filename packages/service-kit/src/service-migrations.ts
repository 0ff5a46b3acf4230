/** A service's SQL migrations, as drizzle-kit writes them; run with a journal table of its own. */
export interface ServiceMigrations {
  /** The service's name: the prefix of its tables. */
  name: string
  /** An absolute path. */
  folder: string
}
