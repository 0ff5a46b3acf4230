import type { ImportState } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { eq, sql } from 'drizzle-orm'
import { books } from '../schema/books.ts'
import { lockBook } from './lock-book.ts'
import { sortWaiting } from './sort-words.ts'

/** Counts the book's words and lets it be read; what is ready stays as it is. */
export async function finishImport(
  db: Database,
  ownerId: number | null,
  jobId: string,
  now: () => Date,
): Promise<ImportState> {
  const { fresh, ...finished } = await db.transaction(async (tx) => {
    const { id, state, passages } = await lockBook(tx, ownerId, jobId)
    if (state === 'ready') return { job_id: jobId, state, passages, fresh: false }
    if (passages === 0) throw new ToolError('A book without a word cannot be read.', { code: 'VALIDATION_FAILED' })
    await sortWaiting(tx)
    // `ts_stat` takes its query as text; the id is a number of ours.
    await tx.execute(sql`
      insert into library_words (book_id, lexeme, chunks)
      select ${id}::int, word, ndoc from ts_stat(${`select words from library_chunks where book_id = ${Number(id)}`})`)
    await tx.update(books).set({ state: 'ready', readyAt: now() }).where(eq(books.id, id))
    return { job_id: jobId, state: 'ready' as const, passages, fresh: true }
  })
  // Searches are planned by what the tables hold, and the embedded store has nobody who counts it later.
  if (fresh) await db.execute(sql`analyze library_chunks, library_words`)
  return finished
}
