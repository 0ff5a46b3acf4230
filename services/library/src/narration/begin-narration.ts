import type { Narration, Principal } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { and, eq, inArray } from 'drizzle-orm'
import { findBook, type ReadBook } from '../find-book.ts'
import type { LibraryDeps } from '../library-context.ts'
import { readerOf } from '../reader.ts'
import { narrations } from '../schema/narrations.ts'
import { chooseVoice } from './choose-voice.ts'
import { readNarrations } from './read-narrations.ts'
import { requireNarrator } from './require-narrator.ts'

type Asker = Pick<Principal, 'userId' | 'caller' | 'scopes'>

/**
 * Has a book read aloud, or says how far that is: who asks twice joins the narration that is under way, one that failed
 * or was cancelled goes on with what it has, and one that is ready stays.
 *
 * @param voiceId - Unless said, that of the last narration, else the best of the book's language.
 * @throws ToolError where the asker may not, the voice is unknown or nobody is there to do it.
 */
export async function beginNarration(
  { db, now, narrator }: Pick<LibraryDeps, 'db' | 'now' | 'narrator'>,
  asker: Asker | undefined,
  jobId: string,
  voiceId: string | undefined,
): Promise<Narration> {
  const book = await findBook(db, readerOf(asker), jobId)
  requireNarrator(asker, book)
  if (!narrator) {
    throw new ToolError('This library has no voices, so no book can be narrated here.', { code: 'VALIDATION_FAILED' })
  }
  const [last] = await readNarrations(db, book)
  const chosen = voiceId === undefined && last ? last.voice_id : chooseVoice(await narrator.voices(), book, voiceId)
  const id = await queueNarration(db, book, chosen, now())
  if (id !== undefined) await narrator.start(id)
  return readNarration(db, book, chosen)
}

/** @returns The id of a narration that is to be made; undefined where it is ready. */
async function queueNarration(db: Database, book: ReadBook, voiceId: string, askedAt: Date) {
  const one = and(eq(narrations.bookId, book.id), eq(narrations.voiceId, voiceId))
  await db.insert(narrations).values({ bookId: book.id, voiceId, state: 'queued', askedAt }).onConflictDoNothing()
  await db
    .update(narrations)
    .set({ state: 'queued', error: null, askedAt })
    .where(and(one, inArray(narrations.state, ['failed', 'cancelled'])))
  const [row] = await db.select().from(narrations).where(one)
  return row?.state === 'ready' ? undefined : row?.id
}

export async function readNarration(db: Database, book: ReadBook, voiceId: string): Promise<Narration> {
  const narration = (await readNarrations(db, book)).find((each) => each.voice_id === voiceId)
  if (!narration) {
    throw new ToolError(`“${book.title}” has no narration by ${voiceId}.`, { code: 'NOT_FOUND' })
  }
  return narration
}
