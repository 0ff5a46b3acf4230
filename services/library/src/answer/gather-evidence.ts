import type { Citation } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import type { ReadBook } from '../find-book.ts'
import { findPassages } from '../search/find-passages.ts'
import { readExcerpts, type Excerpt } from '../search/read-excerpts.ts'
import { bestSentences } from './best-sentences.ts'
import { isAnswered } from './is-answered.ts'

export interface Evidence {
  excerpts: Excerpt[]
  citations: Citation[]
}

/** Passages that an answer quotes. */
const MOST_CITATIONS = 3
/** A passage that is much worse than the best one says something else. */
const NEARLY_AS_GOOD = 0.75

/** What the reader has heard that answers a question; nothing where nothing does. */
export async function gatherEvidence(db: Database, book: ReadBook, question: string): Promise<Evidence> {
  const { passages, terms } = await findPassages(db, [book], book.language, question)
  const [best] = passages
  if (!best || !isAnswered(passages, terms)) return { excerpts: [], citations: [] }
  const good = passages.filter(({ score }) => score >= best.score * NEARLY_AS_GOOD).slice(0, MOST_CITATIONS)
  const excerpts = await readExcerpts(db, book.language, good, terms)
  return { excerpts, citations: excerpts.map(citationOf) }
}

export function citationOf({ passage, chapterTitle, marked }: Excerpt): Citation {
  return {
    chapter: passage.chapter,
    chapter_title: chapterTitle,
    position_s: passage.positionS,
    excerpt: bestSentences(marked),
  }
}
