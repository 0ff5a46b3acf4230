import { jobId, META } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import { count, eq } from 'drizzle-orm'
import * as z from 'zod'
import { wordsOfAnswers } from './answer/words-of-answers.ts'
import { quoteFrom, splitSentences } from './answer/split-sentences.ts'
import { findBook } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'
import { chapters } from './schema/chapters.ts'
import { chunks } from './schema/chunks.ts'

/** Introduces a book by what its cover says and how it begins: the rest would give something away. */
export const openingLecture = defineTool({
  name: 'opening_lecture',
  title: 'Introduce a book',
  description: 'A short introduction to one book, to be said aloud before it is heard. It gives nothing away.',
  input: z.strictObject({ job_id: jobId.describe('The book, from search_library') }),
  output: z.object({ job_id: z.string(), title: z.string(), lecture: z.string() }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:read' },
  async run({ job_id }, { db, principal }: LibraryContext) {
    const book = await findBook(db, readerOf(principal), job_id)
    const [counted] = await db.select({ count: count() }).from(chapters).where(eq(chapters.bookId, book.id))
    const [first] = await db.select().from(chunks).where(eq(chunks.bookId, book.id)).orderBy(chunks.ordinal).limit(1)
    const words = wordsOfAnswers[book.language]
    const minutes = Math.max(1, Math.round(book.durationS / 60))
    const opening = words.opening(book.title, book.author, Number(counted?.count ?? 1), minutes)
    const lecture = `${opening} ${words.begins} “${quoteFrom(splitSentences(first?.text ?? ''), 0)}” ${words.invitation}`
    return { job_id, title: book.title, lecture }
  },
})
