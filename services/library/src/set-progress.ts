import { jobId, META, position, readingProgress } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { LibraryContext } from './library-context.ts'
import { keepProgress } from './read-progress.ts'
import { readerOf } from './reader.ts'

/** Keeps where the reader is in a book. */
export const setProgress = defineTool({
  name: 'set_progress',
  title: 'Keep the reader’s place',
  description:
    'Keep up to where the reader has heard a book, in seconds from its beginning. From then on nothing that comes later ' +
    'is given away. Use it when the reader says where they are.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    position_s: position.describe('Seconds from the beginning of the narration'),
  }),
  output: readingProgress,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:read' },
  async run({ job_id, position_s }, { db, principal, now }: LibraryContext) {
    return keepProgress(db, readerOf(principal), job_id, position_s, now)
  },
})
