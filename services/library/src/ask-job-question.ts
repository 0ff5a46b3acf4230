import { jobId, libraryAnswer, libraryQuery, META } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { answerQuestion } from './answer/answer-question.ts'
import { findBook } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'

/** Answers a question about one book, from what its reader has heard. */
export const askJobQuestion = defineTool({
  name: 'ask_job_question',
  title: 'Ask about a book',
  description:
    'Answer a question about one book from its own passages, with the chapter and position of each. It speaks only of ' +
    'what the reader has heard, and says so when the answer is not in it: pass that on and add nothing of your own.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    question: libraryQuery.describe('The question, in the words of the person who asks'),
  }),
  output: libraryAnswer,
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:ask' },
  async run({ job_id, question }, context: LibraryContext) {
    const book = await findBook(context.db, readerOf(context.principal), job_id)
    return answerQuestion(context, book, question, context.signal)
  },
})
