import type { Narration, Principal } from '@patchbay/contract'
import { ToolError } from '@patchbay/service-kit'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { findBook } from '../find-book.ts'
import type { LibraryDeps } from '../library-context.ts'
import { readerOf } from '../reader.ts'
import { narrations } from '../schema/narrations.ts'
import { readNarration } from './begin-narration.ts'
import { requireNarrator } from './require-narrator.ts'

/**
 * Ends a narration that is under way. What was made of it is kept, in case it is asked for again.
 *
 * @param voiceId - Unless said, the last that was asked for.
 * @throws ToolError where the asker may not, or none is under way.
 */
export async function cancelNarration(
  { db, narrator }: Pick<LibraryDeps, 'db' | 'narrator'>,
  asker: Pick<Principal, 'userId' | 'caller' | 'scopes'>,
  jobId: string,
  voiceId: string | undefined,
): Promise<Narration> {
  const book = await findBook(db, readerOf(asker), jobId)
  requireNarrator(asker, book)
  const underWay = inArray(narrations.state, ['queued', 'running'])
  const [chosen] = await db
    .select()
    .from(narrations)
    .where(
      and(
        eq(narrations.bookId, book.id),
        underWay,
        voiceId === undefined ? undefined : eq(narrations.voiceId, voiceId),
      ),
    )
    .orderBy(desc(narrations.askedAt))
    .limit(1)
  if (!chosen) throw new ToolError(`No narration of “${book.title}” is under way.`, { code: 'NOT_FOUND' })
  await db
    .update(narrations)
    .set({ state: 'cancelled', leaseHolder: null, leaseUntil: null })
    .where(and(eq(narrations.id, chosen.id), underWay))
  await narrator?.stop(chosen.id)
  return readNarration(db, book, chosen.voiceId)
}
