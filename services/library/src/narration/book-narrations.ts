import type { BookNarrations, Principal } from '@patchbay/contract'
import { findBook } from '../find-book.ts'
import type { LibraryDeps } from '../library-context.ts'
import { readerOf } from '../reader.ts'
import { voicesOf } from './choose-voice.ts'
import { readNarrationsWithChapters } from './read-narrations.ts'
import { whyNotNarrate } from './require-narrator.ts'

/** A book's narrations, and by whom it could be narrated. */
export async function bookNarrations(
  { db, narrator }: Pick<LibraryDeps, 'db' | 'narrator'>,
  asker: Pick<Principal, 'userId' | 'caller' | 'scopes'>,
  jobId: string,
): Promise<BookNarrations> {
  const book = await findBook(db, readerOf(asker), jobId)
  const refused = whyNotNarrate(asker, book)?.sentence ?? null
  const voices = narrator && refused === null ? voicesOf(await narrator.voices(), book.language) : []
  return {
    narrations: await readNarrationsWithChapters(db, book),
    voices: voices.map(({ voiceId, name, language, ready }) => ({ voice_id: voiceId, name, language, ready })),
    refused,
  }
}
