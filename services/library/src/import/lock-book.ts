import { ToolError, type Database } from '@patchbay/service-kit'
import { and, eq, isNull } from 'drizzle-orm'
import { books } from '../schema/books.ts'

/**
 * The owner's book, locked until the transaction ends: two that import the same file take turns.
 *
 * @throws ToolError where there is none.
 */
export async function lockBook(tx: Database, ownerId: number | null, jobId: string) {
  const [book] = await tx
    .select()
    .from(books)
    .where(and(ownerId === null ? isNull(books.ownerId) : eq(books.ownerId, ownerId), eq(books.jobId, jobId)))
    .for('update')
  if (book) return book
  throw new ToolError(`There is no book ${jobId} of yours.`, { code: 'NOT_FOUND' })
}
