import { libraryQuery, librarySearchResult, META } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { selectBooks } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'
import { searchBooks } from './search/search-books.ts'

/** Finds passages in all books of the reader. */
export const searchLibrary = defineTool({
  name: 'search_library',
  title: 'Search the library',
  description:
    'Find what was said or found or happened in the audiobooks: the passages that say most about the words given, best ' +
    'first, each with its book (job_id, title), chapter, position in seconds and excerpt. Passages ahead of where the ' +
    'reader is are left out.',
  input: z.strictObject({
    query: libraryQuery.describe('What to look for, in everyday words'),
    max_results: z.int().min(1).max(50).default(10),
  }),
  output: librarySearchResult,
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:read' },
  async run({ query, max_results }, { db, principal }: LibraryContext) {
    return searchBooks(db, await selectBooks(db, readerOf(principal)), query, max_results)
  },
})
