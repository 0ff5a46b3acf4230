import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import { placesOfUser } from './reader.ts'
import { books } from './schema/books.ts'
import { progress } from './schema/progress.ts'

/** Deletes a user's books with all that hangs on them, and the places of theirs and of their callers in the others. */
export async function forgetUser(db: Database, userId: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(progress).where(placesOfUser(userId))
    await tx.delete(books).where(eq(books.ownerId, userId))
  })
}
