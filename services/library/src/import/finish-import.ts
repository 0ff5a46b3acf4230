import type { ImportState } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { eq, sql } from 'drizzle-orm'
import { books } from '../schema/books.ts'
import { lockBook } from './lock-book.ts'

/** Counts the book's words and lets it be read; what is ready stays as it is. */
export async function finishImport(
  db: Database,
  ownerId: number | null,
  jobId: string,
  now: () => Date,
): Promise<ImportState> {
  return db.transaction(async (tx) => {
    const { id, state, passages } = await lockBook(tx, ownerId, jobId)
    if (state === 'ready') return { job_id: jobId, state, passages }
    if (passages === 0) throw new ToolError('A book without a word cannot be read.', { code: 'VALIDATION_FAILED' })
    // `ts_stat` takes its query as text; the id is a number of ours.
    await tx.execute(sql`
      insert into library_words (book_id, lexeme, chunks)
      select ${id}::int, word, ndoc from ts_stat(${`select words from library_chunks where book_id = ${Number(id)}`})`)
    await tx.update(books).set({ state: 'ready', readyAt: now() }).where(eq(books.id, id))
    return { job_id: jobId, state: 'ready', passages }
  })
}
