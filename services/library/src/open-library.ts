import type {
  BookNarrations,
  ChapterPassages,
  LibraryAnswer,
  LibraryBook,
  LibrarySearchResult,
  Narration,
  Principal,
  ReadingProgress,
} from '@patchbay/contract'
import { answerQuestion } from './answer/answer-question.ts'
import { findBook, selectBooks } from './find-book.ts'
import { forgetUser } from './forget-user.ts'
import type { ImportTarget } from './import/import-file.ts'
import { storeTarget } from './import/store-target.ts'
import type { LibraryDeps } from './library-context.ts'
import { listBooks } from './list-books.ts'
import { beginNarration } from './narration/begin-narration.ts'
import { bookNarrations } from './narration/book-narrations.ts'
import { cancelNarration } from './narration/cancel-narration.ts'
import { openChapterAudio, type ChapterAudio } from './narration/open-chapter-audio.ts'
import { listNarrations } from './narration/read-narrations.ts'
import { readPassages } from './read-passages.ts'
import { keepProgress, readProgress } from './read-progress.ts'
import { readerOf } from './reader.ts'
import { searchBooks } from './search/search-books.ts'

type Asker = Pick<Principal, 'userId' | 'caller'>
type Owner = Pick<Principal, 'userId' | 'caller' | 'scopes'>

/** The library for programs in this process: what the tools do, and importing. Refusals are `ToolError`s with a code. */
export interface Library {
  search(asker: Asker, query: string, maxResults: number): Promise<LibrarySearchResult>
  searchBook(asker: Asker, jobId: string, query: string, maxResults: number): Promise<LibrarySearchResult>
  ask(asker: Asker, jobId: string, question: string, signal: AbortSignal): Promise<LibraryAnswer>
  books(asker: Asker): Promise<LibraryBook[]>
  passages(asker: Asker, jobId: string, positionS: number): Promise<ChapterPassages>
  progress(asker: Asker, jobId: string): Promise<ReadingProgress>
  setProgress(asker: Asker, jobId: string, positionS: number): Promise<ReadingProgress>
  narrations(asker: Owner, jobId: string): Promise<BookNarrations>
  /** Those of every book that they have, the last that was asked for first. */
  allNarrations(asker: Asker): Promise<Narration[]>
  /** Begins a narration, joins it, or has it go on; by a voice, else by the last one or the best. */
  narrate(asker: Owner, jobId: string, voiceId: string | undefined): Promise<Narration>
  cancelNarration(asker: Owner, jobId: string, voiceId: string | undefined): Promise<Narration>
  chapterAudio(asker: Asker, jobId: string, chapter: number, voiceId: string | undefined): Promise<ChapterAudio>
  /** Imports into one user's books. */
  importsOf(userId: number): ImportTarget
  /** Deletes everything here that is a user's. */
  forgetUser(userId: number): Promise<void>
}

export function openLibrary(deps: LibraryDeps): Library {
  const { db, now } = deps
  return {
    search: async (asker, query, maxResults) =>
      searchBooks(db, await selectBooks(db, readerOf(asker)), query, maxResults),
    searchBook: async (asker, jobId, query, maxResults) =>
      searchBooks(db, [await findBook(db, readerOf(asker), jobId)], query, maxResults),
    ask: async (asker, jobId, question, signal) =>
      answerQuestion(deps, await findBook(db, readerOf(asker), jobId), question, signal),
    books: (asker) => listBooks(db, readerOf(asker)),
    passages: (asker, jobId, positionS) => readPassages(db, readerOf(asker), jobId, positionS),
    progress: (asker, jobId) => readProgress(db, readerOf(asker), jobId),
    setProgress: (asker, jobId, positionS) => keepProgress(db, readerOf(asker), jobId, positionS, now),
    narrations: (asker, jobId) => bookNarrations(deps, asker, jobId),
    allNarrations: (asker) => listNarrations(db, readerOf(asker)),
    narrate: (asker, jobId, voiceId) => beginNarration(deps, asker, jobId, voiceId),
    cancelNarration: (asker, jobId, voiceId) => cancelNarration(deps, asker, jobId, voiceId),
    chapterAudio: (asker, jobId, chapter, voiceId) => openChapterAudio(db, readerOf(asker), jobId, chapter, voiceId),
    importsOf: (userId) => storeTarget(db, userId, now),
    forgetUser: (userId) => forgetUser(db, userId),
  }
}
