import type { ChapterPassages } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, asc, desc, eq, lte } from 'drizzle-orm'
import { findBook } from './find-book.ts'
import type { Reader } from './reader.ts'
import { chapters } from './schema/chapters.ts'
import { chunks } from './schema/chunks.ts'

/** The chapter around a position, passage by passage: the reader's own book, which they may open anywhere. */
export async function readPassages(
  db: Database,
  reader: Reader,
  jobId: string,
  positionS: number,
): Promise<ChapterPassages> {
  const { id, title } = await findBook(db, reader, jobId)
  const before = and(eq(chunks.bookId, id), lte(chunks.positionS, positionS))
  const [here] = await db.select().from(chunks).where(before).orderBy(desc(chunks.ordinal)).limit(1)
  const number = here?.chapter ?? 1
  const [chapter] = await db
    .select()
    .from(chapters)
    .where(and(eq(chapters.bookId, id), eq(chapters.number, number)))
  const rows = await db
    .select()
    .from(chunks)
    .where(and(eq(chunks.bookId, id), eq(chunks.chapter, number)))
    .orderBy(asc(chunks.ordinal))
  return {
    job_id: jobId,
    title,
    chapter: number,
    chapter_title: chapter?.title ?? '',
    passages: rows.map((row) => ({
      position_s: row.positionS,
      end_s: row.endS,
      text: row.text,
      here: row.ordinal === (here?.ordinal ?? 0),
    })),
  }
}
