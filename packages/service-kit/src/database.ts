import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** What `execute` answers on every driver that we run on. */
interface Answer<Row> {
  rows: Row[]
}

interface AnswerType extends PgQueryResultHKT {
  type: Answer<this['row']>
}

/** A Drizzle database, or a transaction of one, on PGlite or PostgreSQL: `drizzle({ client })`. */
export type Database = PgDatabase<AnswerType>
