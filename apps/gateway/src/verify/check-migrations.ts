import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import * as z from 'zod'
import { journalTable, type Migrations } from '../store/store.ts'

const journal = z.object({ entries: z.array(z.object({ idx: z.int(), tag: z.string() })) })
const snapshot = z.object({
  tables: z.record(z.string(), z.object({ name: z.string(), columns: z.record(z.string(), z.unknown()) })),
})

/**
 * Looks whether the migrations that have run are those of this version, and whether the tables that they make are there.
 *
 * @throws {Error} Saying which is not, and what to do.
 */
export async function checkMigrations(db: Database, { name, folder }: Migrations): Promise<string> {
  const files = readMigrationFiles({ migrationsFolder: folder })
  const { entries } = journal.parse(JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')))
  const ran = await readJournal(db, journalTable(name))
  const changed = ran.findIndex((hash, at) => at < files.length && files[at]?.hash !== hash)
  if (changed !== -1) {
    throw new Error(
      `${entries[changed]?.tag} is not what ran on this store, which another version made. Run the version that made it.`,
    )
  }
  if (ran.length > files.length) {
    throw new Error(
      `${ran.length - files.length} migrations ran that this version does not have. Run the version that made them.`,
    )
  }
  if (ran.length < files.length) {
    const next = entries[ran.length]?.tag
    throw new Error(`${ran.length} of ${files.length} have run, ${next} is next: patchbay migrate`)
  }
  const last = String(entries.at(-1)?.idx ?? 0).padStart(4, '0')
  const { tables } = snapshot.parse(JSON.parse(await readFile(join(folder, `meta/${last}_snapshot.json`), 'utf8')))
  const lacking = await lackingIn(db, Object.values(tables))
  if (lacking.length > 0) {
    throw new Error(
      `all ${files.length} have run, and yet ${lacking.join(', ')} is missing. Restore a copy of the store.`,
    )
  }
  return `${files.length} have run, ${Object.keys(tables).length} tables`
}

/** @returns The hashes of what ran, in order. */
async function readJournal(db: Database, table: string): Promise<string[]> {
  const there = await db.execute(sql`select to_regclass(${`drizzle.${table}`})::text as name`)
  if (there.rows[0]?.['name'] == null) return []
  const { rows } = await db.execute(sql`select hash from drizzle.${sql.identifier(table)} order by id`)
  return rows.map(({ hash }) => String(hash))
}

type Table = z.infer<typeof snapshot>['tables'][string]

/** @returns Tables and columns that are not there, each by its name. */
async function lackingIn(db: Database, tables: Table[]): Promise<string[]> {
  const { rows } = await db.execute(
    sql`select table_name, column_name from information_schema.columns where table_schema = 'public'`,
  )
  const found = Map.groupBy(rows, (row) => String(row['table_name']))
  return tables.flatMap(({ name, columns }) => {
    const there = found.get(name)?.map((row) => String(row['column_name']))
    if (!there) return [name]
    return Object.keys(columns).flatMap((column) => (there.includes(column) ? [] : [`${name}.${column}`]))
  })
}
