import { jobId, libraryQuery, librarySearchResult, META } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { findBook } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'
import { searchBooks } from './search/search-books.ts'

/** Finds passages in one book. */
export const searchJob = defineTool({
  name: 'search_job',
  title: 'Search one book',
  description:
    'Find passages in one book by its job_id, best first, each with chapter, position in seconds and excerpt. Passages ' +
    'ahead of where the reader is are left out.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    query: libraryQuery.describe('What to look for, in everyday words'),
    max_results: z.int().min(1).max(50).default(5),
  }),
  output: librarySearchResult,
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:read' },
  async run({ job_id, query, max_results }, { db, principal }: LibraryContext) {
    return searchBooks(db, [await findBook(db, readerOf(principal), job_id)], query, max_results)
  },
})
