import type { BookNarrations, Narration } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { ReadBook } from '../find-book.ts'
import { ofReader, type Reader } from '../reader.ts'
import { books } from '../schema/books.ts'
import { chapters } from '../schema/chapters.ts'
import { narrationChapters } from '../schema/narration-chapters.ts'
import { narrations } from '../schema/narrations.ts'

/** What is made of each narration so far. Its table is written out: Drizzle may name columns alone. */
const made = {
  chapters: sql<string>`(select count(*) from library_narration_chapters c where c.narration_id = library_narrations.id)`,
  passages: sql<string>`(select count(*) from library_narration_passages p where p.narration_id = library_narrations.id)`,
  durationS: sql<number>`coalesce((select sum(p.end_s - p.start_s) from library_narration_passages p where p.narration_id = library_narrations.id), 0)`,
  chaptersTotal: sql<string>`(select count(*) from library_chapters c where c.book_id = library_narrations.book_id)`,
}

/** A book's narrations: the one that is heard, then the last that was asked for. */
export async function readNarrations(db: Database, { id }: Pick<ReadBook, 'id'>): Promise<Narration[]> {
  const rows = await select(db)
    .where(eq(books.id, id))
    .orderBy(sql`${narrations.state} = 'ready' desc`, desc(narrations.askedAt))
  return rows.map(asNarration)
}

/** Those of every book that a reader has, the last that was asked for first. */
export async function listNarrations(db: Database, reader: Reader): Promise<Narration[]> {
  const rows = await select(db).where(ofReader(reader)).orderBy(desc(narrations.askedAt), asc(narrations.id))
  return rows.map(asNarration)
}

const select = (db: Database) =>
  db
    .select({ narration: narrations, book: books, made })
    .from(narrations)
    .innerJoin(books, eq(books.id, narrations.bookId))
    .$dynamic()

function asNarration({ narration, book, made: so }: Awaited<ReturnType<typeof select>>[number]): Narration {
  return {
    job_id: book.jobId,
    title: book.title,
    voice_id: narration.voiceId,
    spoken_by: narration.spokenBy,
    state: narration.state,
    chapters_done: Number(so.chapters),
    chapters_total: Number(so.chaptersTotal),
    share_done: book.passages === 0 ? 0 : Number(so.passages) / book.passages,
    duration_s: Math.round(Number(so.durationS) * 100) / 100,
    error: narration.error,
  }
}

/** The same, each with the chapters that can be heard. */
export async function readNarrationsWithChapters(db: Database, book: ReadBook): Promise<BookNarrations['narrations']> {
  const all = await readNarrations(db, book)
  if (all.length === 0) return []
  const parts = await db
    .select({
      voiceId: narrations.voiceId,
      heard: {
        chapter: chapters.number,
        title: chapters.title,
        duration_s: narrationChapters.durationS,
        bytes: narrationChapters.bytes,
      },
    })
    .from(narrationChapters)
    .innerJoin(narrations, eq(narrations.id, narrationChapters.narrationId))
    .innerJoin(chapters, and(eq(chapters.bookId, narrations.bookId), eq(chapters.number, narrationChapters.number)))
    .where(
      and(
        eq(narrations.bookId, book.id),
        inArray(
          narrations.voiceId,
          all.map((each) => each.voice_id),
        ),
      ),
    )
    .orderBy(asc(chapters.number))
  return all.map((each) => ({
    ...each,
    chapters: parts.filter((part) => part.voiceId === each.voice_id).map((part) => part.heard),
  }))
}
