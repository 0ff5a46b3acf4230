import type { ReadingProgress } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { and, desc, eq, lte } from 'drizzle-orm'
import { findBook } from './find-book.ts'
import type { Reader } from './reader.ts'
import { chapters } from './schema/chapters.ts'
import { progress } from './schema/progress.ts'

/** The reader's place in a book. */
export async function readProgress(db: Database, reader: Reader, jobId: string): Promise<ReadingProgress> {
  const { id, title, heardS, durationS } = await findBook(db, reader, jobId)
  const [chapter] =
    heardS === null
      ? []
      : await db
          .select()
          .from(chapters)
          .where(and(eq(chapters.bookId, id), lte(chapters.startS, heardS)))
          .orderBy(desc(chapters.number))
          .limit(1)
  return {
    job_id: jobId,
    title,
    position_s: heardS,
    duration_s: durationS,
    chapter: chapter?.number ?? null,
    chapter_title: chapter?.title ?? null,
  }
}

/**
 * Keeps the reader's place, forward or back.
 *
 * @param positionS - Seconds from the beginning.
 * @throws ToolError where the book is not so long.
 */
export async function keepProgress(
  db: Database,
  reader: Reader,
  jobId: string,
  positionS: number,
  now: () => Date,
): Promise<ReadingProgress> {
  const { id, durationS } = await findBook(db, reader, jobId)
  if (positionS > Math.ceil(durationS)) {
    throw new ToolError(`The book is ${Math.ceil(durationS)} seconds long: position_s may not be more.`, {
      code: 'VALIDATION_FAILED',
    })
  }
  const place = { positionS, changedAt: now() }
  await db
    .insert(progress)
    .values({ reader: reader.key, bookId: id, ...place })
    .onConflictDoUpdate({ target: [progress.reader, progress.bookId], set: place })
  return readProgress(db, reader, jobId)
}
