import type { LibraryBook } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, asc, eq, getTableColumns, inArray } from 'drizzle-orm'
import { WORDS_PER_MINUTE } from './import/split-passages.ts'
import { ofReader, type Reader } from './reader.ts'
import { books } from './schema/books.ts'
import { chapters } from './schema/chapters.ts'
import { progress } from './schema/progress.ts'

/** Every book of the reader with its chapters, by title; those too that are still being imported. */
export async function listBooks(db: Database, reader: Reader): Promise<LibraryBook[]> {
  const rows = await db
    .select({ ...getTableColumns(books), heardS: progress.positionS })
    .from(books)
    .leftJoin(progress, and(eq(progress.bookId, books.id), eq(progress.reader, reader.key)))
    .where(ofReader(reader))
    .orderBy(asc(books.title), asc(books.id))
  const ids = rows.map(({ id }) => id)
  const parts =
    ids.length === 0
      ? []
      : await db.select().from(chapters).where(inArray(chapters.bookId, ids)).orderBy(asc(chapters.number))
  return rows.map((book) => ({
    job_id: book.jobId,
    title: book.title,
    author: book.author,
    language: book.language,
    shared: book.ownerId === null,
    state: book.state,
    passages: book.passages,
    duration_s: book.durationS,
    positions: book.positions,
    words_per_minute: book.positions === 'estimated' ? WORDS_PER_MINUTE : null,
    position_s: book.heardS,
    chapters: parts
      .filter(({ bookId }) => bookId === book.id)
      .map(({ number, title, startS, endS }) => ({ chapter: number, title, start_s: startS, end_s: endS })),
  }))
}
