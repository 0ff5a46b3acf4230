import type { BookNarrations, Narration } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { ReadBook } from '../find-book.ts'
import { chapters } from '../schema/chapters.ts'
import { narrationChapters } from '../schema/narration-chapters.ts'
import { narrations } from '../schema/narrations.ts'

/** What is made of each narration so far. Its table is written out: in a query of one table, Drizzle names columns alone. */
const made = {
  chapters: sql<string>`(select count(*) from library_narration_chapters c where c.narration_id = library_narrations.id)`,
  passages: sql<string>`(select count(*) from library_narration_passages p where p.narration_id = library_narrations.id)`,
  durationS: sql<number>`coalesce((select sum(p.end_s - p.start_s) from library_narration_passages p where p.narration_id = library_narrations.id), 0)`,
  chaptersTotal: sql<string>`(select count(*) from library_chapters c where c.book_id = library_narrations.book_id)`,
}

/** A book's narrations: the one that is heard, then the last that was asked for. */
export async function readNarrations(db: Database, book: ReadBook): Promise<Narration[]> {
  const rows = await db
    .select({ narration: narrations, made })
    .from(narrations)
    .where(eq(narrations.bookId, book.id))
    .orderBy(sql`${narrations.state} = 'ready' desc`, sql`${narrations.askedAt} desc`)
  return rows.map((row) => ({
    job_id: book.jobId,
    title: book.title,
    voice_id: row.narration.voiceId,
    spoken_by: row.narration.spokenBy,
    state: row.narration.state,
    chapters_done: Number(row.made.chapters),
    chapters_total: Number(row.made.chaptersTotal),
    share_done: book.passages === 0 ? 0 : Number(row.made.passages) / book.passages,
    duration_s: Math.round(Number(row.made.durationS) * 100) / 100,
    error: row.narration.error,
  }))
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
