import type { ImportBatch, ImportState } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { eq, sql } from 'drizzle-orm'
import { books } from '../schema/books.ts'
import { lockBook } from './lock-book.ts'
import { sortManyAtOnce } from './sort-words.ts'

/** Keeps a batch of passages, all or none. Those that are kept already are passed over. */
export async function addPassages(
  db: Database,
  ownerId: number | null,
  jobId: string,
  batch: ImportBatch,
): Promise<ImportState> {
  return db.transaction(async (tx) => {
    const book = await lockBook(tx, ownerId, jobId)
    const state = { job_id: jobId, state: book.state, passages: book.passages }
    if (book.state === 'ready') return state
    if (batch.from > book.passages) {
      throw new ToolError(`Passage ${book.passages} comes next, not ${batch.from}.`, { code: 'VALIDATION_FAILED' })
    }
    const fresh = batch.passages.slice(book.passages - batch.from)
    if (fresh.length === 0) return state
    const rows = fresh.map((passage, index) => ({
      ordinal: book.passages + index,
      chapter: passage.chapter,
      chapter_title: passage.chapter_title,
      // PostgreSQL keeps no NUL.
      text: passage.text.replaceAll('\0', ''),
      position_s: passage.position_s,
      end_s: passage.end_s,
    }))
    await sortManyAtOnce(tx)
    // One parameter, however many rows.
    const sent = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(ordinal int, chapter int, chapter_title text, text text, position_s float8, end_s float8)`
    await tx.execute(sql`
      insert into library_chunks (book_id, ordinal, chapter, language, text, position_s, end_s)
      select ${book.id}::int, r.ordinal, r.chapter, ${book.language}::text, r.text, r.position_s, r.end_s from ${sent}`)
    await tx.execute(sql`
      insert into library_chapters (book_id, number, title, start_s, end_s)
      select ${book.id}::int, r.chapter, min(r.chapter_title), min(r.position_s), max(r.end_s) from ${sent} group by r.chapter
      on conflict (book_id, number) do update set end_s = greatest(library_chapters.end_s, excluded.end_s)`)
    const passages = book.passages + fresh.length
    const durationS = Math.max(book.durationS, ...fresh.map(({ end_s }) => end_s))
    await tx.update(books).set({ passages, durationS }).where(eq(books.id, book.id))
    return { job_id: jobId, state: 'importing', passages }
  })
}
