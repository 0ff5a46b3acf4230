import type {
  ChapterPassages,
  LibraryAnswer,
  LibraryBook,
  LibrarySearchResult,
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
import { readPassages } from './read-passages.ts'
import { keepProgress, readProgress } from './read-progress.ts'
import { readerOf } from './reader.ts'
import { searchBooks } from './search/search-books.ts'

type Asker = Pick<Principal, 'userId' | 'caller'>

/** The library for programs in this process: what the tools do, and importing. Refusals are `ToolError`s with a code. */
export interface Library {
  search(asker: Asker, query: string, maxResults: number): Promise<LibrarySearchResult>
  searchBook(asker: Asker, jobId: string, query: string, maxResults: number): Promise<LibrarySearchResult>
  ask(asker: Asker, jobId: string, question: string, signal: AbortSignal): Promise<LibraryAnswer>
  books(asker: Asker): Promise<LibraryBook[]>
  passages(asker: Asker, jobId: string, positionS: number): Promise<ChapterPassages>
  progress(asker: Asker, jobId: string): Promise<ReadingProgress>
  setProgress(asker: Asker, jobId: string, positionS: number): Promise<ReadingProgress>
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
    importsOf: (userId) => storeTarget(db, userId, now),
    forgetUser: (userId) => forgetUser(db, userId),
  }
}
