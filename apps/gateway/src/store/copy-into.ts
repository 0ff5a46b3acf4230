import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PGlite } from '@electric-sql/pglite'
import type { Database } from '@patchbay/service-kit'
import { getTableColumns, getTableName, type InferSelectModel } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Pool } from 'pg'
import { from } from 'pg-copy-streams'
import { encodeBinaryRows, isBinaryType, type BinaryType } from './binary-rows.ts'

/**
 * The cheapest way to bring in many rows, of which all or none are written.
 *
 * @param db - Not a transaction.
 * @param members - Of the columns that are filled; the others have their default.
 */
export async function copyInto<Table extends PgTable>(
  db: Database,
  table: Table,
  members: readonly (keyof InferSelectModel<Table> & string)[],
  rows: readonly InferSelectModel<Table>[],
): Promise<void> {
  const all: Record<string, PgColumn> = getTableColumns(table)
  const columns = members.flatMap((member) => all[member] ?? [])
  const values = rows.map((row) => members.map((member) => row[member]))
  const bytes = encodeBinaryRows(columns.map(binaryTypeOf), values)
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const copy = (source: string) => `copy "${getTableName(table)}" (${names}) from ${source} (format binary)`
  const client = clientOf(db)
  if ('exec' in client) {
    await client.exec(copy(`'/dev/blob'`), { blob: new Blob([bytes]) })
    return
  }
  const connection = await client.connect()
  try {
    await pipeline(Readable.from([bytes]), connection.query(from(copy('stdin'))))
    connection.release()
  } catch (error) {
    // Nobody knows how far it came.
    connection.release(true)
    throw error
  }
}

/** What Drizzle was opened with, and gives nobody a type for that knows both. */
function clientOf(db: Database): PGlite | Pool {
  return (db as Database & { $client: PGlite | Pool }).$client
}

function binaryTypeOf(column: PgColumn): BinaryType {
  const type = column.getSQLType()
  if (!isBinaryType(type))
    throw new Error(`The column ${column.name} is of the type ${type}, which copyInto cannot write`)
  return type
}
