import type { BookLanguage, LibraryHit, LibrarySearchResult } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import type { ReadBook } from '../find-book.ts'
import { findPassages } from './find-passages.ts'
import { readExcerpts } from './read-excerpts.ts'

/** What is found in these books, best first, each in its own language; what lies ahead of the reader is left out. */
export async function searchBooks(
  db: Database,
  books: ReadBook[],
  query: string,
  maxResults: number,
): Promise<LibrarySearchResult> {
  const hits: LibraryHit[] = []
  let total = 0
  let ahead = 0
  for (const language of new Set(books.map((book): BookLanguage => book.language))) {
    const found = await findPassages(db, books, language, query)
    total += found.total
    ahead += found.ahead
    const excerpts = await readExcerpts(db, language, found.passages.slice(0, maxResults), found.terms)
    hits.push(
      ...excerpts.map(({ passage, chapterTitle, excerpt }) => ({
        job_id: passage.book.jobId,
        title: passage.book.title,
        chapter: passage.chapter,
        chapter_title: chapterTitle,
        position_s: passage.positionS,
        excerpt,
        score: passage.score,
      })),
    )
  }
  const results = hits.toSorted((a, b) => b.score - a.score).slice(0, maxResults)
  return { query, results, total, ahead }
}
