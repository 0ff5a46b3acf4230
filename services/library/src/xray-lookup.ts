import { citation, jobId, libraryQuery, META } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { weighSentences } from './answer/weigh-sentences.ts'
import { notFound } from './answer/answer-question.ts'
import { wordsOfAnswers } from './answer/words-of-answers.ts'
import { findBook } from './find-book.ts'
import type { LibraryContext } from './library-context.ts'
import { readerOf } from './reader.ts'
import { findPassages, isHeard } from './search/find-passages.ts'
import { readExcerpts } from './search/read-excerpts.ts'

/** Who or what a name has to be matched by, of its weight: a name of two words is half of another one. */
const ENOUGH = 0.6
const MOST_CITATIONS = 3

/** Says who or what somebody or something is, from what the reader has heard alone. */
export const xrayLookup = defineTool({
  name: 'xray_lookup',
  title: 'Who or what is that?',
  description:
    'Look up a person, place or thing of one book: where the reader first heard of it and what was said, only from what ' +
    'they have heard. Says so when it comes later in the book, and gives nothing of that away.',
  input: z.strictObject({
    job_id: jobId.describe('The book, from search_library'),
    query: libraryQuery.describe('The name or thing'),
  }),
  output: z.object({
    job_id: z.string(),
    query: z.string(),
    known: z.boolean(),
    lies_ahead: z.boolean(),
    summary: z.string(),
    citations: z.array(citation),
  }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  meta: { [META.scope]: 'library:ask' },
  async run({ job_id, query }, { db, principal }: LibraryContext) {
    // Who has kept no place has heard nothing yet.
    const found = await findBook(db, readerOf(principal), job_id)
    const book = { ...found, heardS: found.heardS ?? 0 }
    const { passages, terms } = await findPassages(db, [book], book.language, query, false)
    const about = passages.filter(({ coverage }) => coverage >= ENOUGH)
    const heard = about.filter(isHeard)
    if (heard.length === 0) {
      const liesAhead = about.length > 0
      const summary = liesAhead ? wordsOfAnswers[book.language].liesAhead(query) : notFound(book)
      return { job_id, query, known: false, lies_ahead: liesAhead, summary, citations: [] }
    }
    // Where it was first heard of says what it is.
    const first = heard.reduce((a, b) => (b.ordinal < a.ordinal ? b : a))
    const shown = [first, ...heard.filter((each) => each !== first)].slice(0, MOST_CITATIONS)
    const excerpts = await readExcerpts(db, book.language, shown, terms)
    const citations = (await weighSentences(db, book.language, excerpts, terms)).map(({ excerpt, quotation }) => ({
      chapter: excerpt.passage.chapter,
      chapter_title: excerpt.chapterTitle,
      position_s: excerpt.passage.positionS,
      excerpt: quotation,
    }))
    const summary = citations
      .slice(0, 2)
      .map((each) => `${wordsOfAnswers[book.language].inChapter(each.chapter, each.chapter_title)}: “${each.excerpt}”`)
      .join(' ')
    return { job_id, query, known: true, lies_ahead: false, summary, citations }
  },
})
