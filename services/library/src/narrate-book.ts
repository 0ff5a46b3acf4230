import { jobId, narration, narrationRequest } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { LibraryContext } from './library-context.ts'
import { beginNarration } from './narration/begin-narration.ts'

/** Has a book read aloud. */
export const narrateBook = defineTool({
  name: 'narrate_book',
  title: 'Have a book read aloud',
  description:
    'Have a voice read a book aloud, chapter by chapter. It takes minutes to hours and goes on by itself; the answer says ' +
    'how far it is, and calling again with the same arguments says it anew. When its state is ready, positions are those ' +
    'of the audio. Only where the owner of the book asks for it.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    voice_id: narrationRequest.shape.voice_id.describe(
      'Such as af_heart. Default: the last one, else the best there is',
    ),
  }),
  output: narration,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ job_id, voice_id }, { principal, ...deps }: LibraryContext) {
    return beginNarration(deps, principal, job_id, voice_id)
  },
})
