import { ToolError, type Database } from '@patchbay/service-kit'
import { and, asc, eq, getTableColumns } from 'drizzle-orm'
import { ofReader, type Reader } from './reader.ts'
import { books } from './schema/books.ts'
import { progress } from './schema/progress.ts'

/** A book, and how far its reader has heard it: null where no place is kept. */
export type ReadBook = typeof books.$inferSelect & { heardS: number | null }

/** The books that can be searched, by title, each with the reader's place. */
export function selectBooks(db: Database, reader: Reader, jobId?: string): Promise<ReadBook[]> {
  return db
    .select({ ...getTableColumns(books), heardS: progress.positionS })
    .from(books)
    .leftJoin(progress, and(eq(progress.bookId, books.id), eq(progress.reader, reader.key)))
    .where(and(ofReader(reader), eq(books.state, 'ready'), jobId === undefined ? undefined : eq(books.jobId, jobId)))
    .orderBy(asc(books.title), asc(books.id))
}

/** @throws ToolError where the reader has no such book: another's sounds the same as none. */
export async function findBook(db: Database, reader: Reader, jobId: string): Promise<ReadBook> {
  const [book] = await selectBooks(db, reader, jobId)
  if (book) return book
  const others = await selectBooks(db, reader)
  const known = others.slice(0, 10).map((other) => `${other.jobId} (${other.title})`)
  throw new ToolError(
    `There is no book ${jobId} in your library. ` +
      (known.length === 0 ? 'The library is empty: import a book first.' : `There is: ${known.join(', ')}.`),
    { code: 'NOT_FOUND' },
  )
}
