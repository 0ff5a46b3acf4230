import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import { books } from '../schema/books.ts'
import { lockBook } from './lock-book.ts'

/** Takes a book of the owner's away, with all that was kept of it. */
export async function dropBook(db: Database, ownerId: number | null, jobId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { id } = await lockBook(tx, ownerId, jobId)
    await tx.delete(books).where(eq(books.id, id))
  })
}
