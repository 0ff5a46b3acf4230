import { jobId, META, readingProgress } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { LibraryContext } from './library-context.ts'
import { readProgress } from './read-progress.ts'
import { readerOf } from './reader.ts'

/** Says where the reader is in a book. */
export const getProgress = defineTool({
  name: 'get_progress',
  title: 'Where the reader is',
  description: 'The place up to which the reader has heard a book: seconds and chapter. Null until one is kept.',
  input: z.strictObject({ job_id: jobId.describe('The book, from search_library') }),
  output: readingProgress,
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:read' },
  async run({ job_id }, { db, principal }: LibraryContext) {
    return readProgress(db, readerOf(principal), job_id)
  },
})
