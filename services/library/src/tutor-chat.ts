import { jobId, libraryQuery, META, tutorReply } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { tutor } from './answer/tutor.ts'
import { findBook } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'

/** Talks about a book as a tutor does: with a passage, and a question back. */
export const tutorChat = defineTool({
  name: 'tutor_chat',
  title: 'Talk about a book',
  description:
    'A Socratic reply about one book: a passage that the reader has heard, cited, and a question that makes them think ' +
    'further. Give the conversation so far, so that a short remark is understood.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    user_message: libraryQuery.describe('What the reader said'),
    conversation_history: z
      .array(z.object({ role: z.string().max(40), content: z.string().max(10_000) }))
      .max(200)
      .default([])
      .describe('Earlier turns, oldest first: role is user or assistant'),
  }),
  output: tutorReply,
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:ask' },
  async run({ job_id, user_message, conversation_history }, context: LibraryContext) {
    const book = await findBook(context.db, readerOf(context.principal), job_id)
    return tutor(context, book, user_message, conversation_history, context.signal)
  },
})
