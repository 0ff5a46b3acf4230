import type { Citation } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import type { ReadBook } from '../find-book.ts'
import { findPassages, isHeard } from '../search/find-passages.ts'
import { readExcerpts, type Excerpt } from '../search/read-excerpts.ts'
import { fitsQuestion } from './fits-question.ts'
import { weighSentences } from './weigh-sentences.ts'

export interface Evidence {
  excerpts: Excerpt[]
  citations: Citation[]
  /** The best passage speaks of all that was asked; else it is only the nearest there is. */
  answers: boolean
}

/** Passages that are read sentence by sentence. */
const READ = 6
/** Passages that an answer quotes. */
const MOST_CITATIONS = 3
/** How much of a question's weight three sentences must have to answer it. */
const ANSWERS = 0.7
/** With less, a passage has a word of the question and nothing of what it is about. */
const NEAR = 0.3

/** What the reader has heard that answers a question, or comes nearest; nothing where nothing does. */
export async function gatherEvidence(db: Database, book: ReadBook, question: string): Promise<Evidence> {
  const { passages, terms } = await findPassages(db, [book], book.language, question, false)
  const heard = passages.filter(isHeard)
  const excerpts = await readExcerpts(db, book.language, heard.slice(0, READ), terms)
  const weighed = await weighSentences(db, book.language, excerpts, terms)
  const good = weighed
    .map((each) => ({
      ...each,
      worth: each.coverage + 0.5 * each.excerpt.passage.score,
      answers: each.coverage >= ANSWERS && fitsQuestion(question, each.quotation, each.excerpt.text, book.language),
    }))
    .filter(({ coverage }) => coverage >= NEAR)
    .toSorted((a, b) => Number(b.answers) - Number(a.answers) || b.worth - a.worth)
    .slice(0, MOST_CITATIONS)
  // What speaks of it better lies ahead: what was heard is not the answer.
  const better = passages.find((passage) => !isHeard(passage))
  const spoiled = better !== undefined && better.score > (heard[0]?.score ?? 0)
  return {
    excerpts: good.map(({ excerpt }) => excerpt),
    citations: good.map(({ excerpt: { passage, chapterTitle }, quotation }) => ({
      chapter: passage.chapter,
      chapter_title: chapterTitle,
      position_s: passage.positionS,
      excerpt: quotation,
    })),
    answers: (good[0]?.answers ?? false) && !spoiled,
  }
}
