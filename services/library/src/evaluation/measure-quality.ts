import type { BookLanguage, LibraryAnswer } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { answerQuestion, notFound } from '../answer/answer-question.ts'
import { findBook, selectBooks, type ReadBook } from '../find-book.ts'
import { listBooks } from '../list-books.ts'
import { keepProgress } from '../read-progress.ts'
import { readerOf } from '../reader.ts'
import { searchBooks } from '../search/search-books.ts'
import { seedLibrary } from '../seed-library.ts'
import { readQuestions, type Questions } from './read-questions.ts'

export interface Measured {
  /** Of the questions of each language, how many have their chapter among the first three passages found. */
  recall: Record<BookLanguage, { found: number; asked: number }>
  /** Questions that got a plain answer: the others got the nearest passage, said to be that. */
  plain: number
  missed: { question: string; chapter: number; found: number[] }[]
  /** Questions with an answer in the book that got none, or one from other chapters. */
  unanswered: { question: string; chapter: number; cited: number[] }[]
  adversarial: { asked: Questions['adversarial'][number]; answer: LibraryAnswer; book: ReadBook; refused: boolean }[]
}

/** Asks the written questions of the demonstration's books, which it imports where they are missing. */
export async function measureQuality(db: Database): Promise<Measured> {
  const now = () => new Date('2026-11-21T13:00:00Z')
  await seedLibrary(db, now)
  const { questions, adversarial } = await readQuestions()
  const reader = readerOf({ userId: 1 })
  const all = await selectBooks(db, reader)
  const idOf = (book: string) => all.find(({ jobId }) => jobId.startsWith(book))?.jobId ?? book
  const measured: Measured = {
    recall: { en: { found: 0, asked: 0 }, pt: { found: 0, asked: 0 } },
    plain: 0,
    missed: [],
    unanswered: [],
    adversarial: [],
  }
  const { signal } = new AbortController()
  const deps = { db, now }
  for (const { language, book, question, chapter } of questions) {
    const { results } = await searchBooks(db, all, question, 3)
    const found = results.map((hit) => (hit.job_id === idOf(book) ? hit.chapter : 0))
    measured.recall[language].asked += 1
    if (found.includes(chapter)) measured.recall[language].found += 1
    else measured.missed.push({ question, chapter, found })
    const answer = await answerQuestion(deps, await findBook(db, reader, idOf(book)), question, signal)
    const cited = answer.citations.map((each) => each.chapter)
    const plain = !answer.answer.startsWith(
      notFound({ language, title: all.find((each) => each.jobId === idOf(book))?.title ?? '', heardS: null }),
    )
    if (plain) measured.plain += 1
    if (!cited.includes(chapter)) measured.unanswered.push({ question, chapter, cited })
  }
  const listed = await listBooks(db, reader)
  for (const [index, asked] of adversarial.entries()) {
    // A reader each, who has heard so many chapters.
    const listener = readerOf({ userId: 1, caller: { phone: `+${index}` } })
    const jobId = idOf(asked.book)
    const last = listed.find(({ job_id }) => job_id === jobId)?.chapters[asked.heard_until_chapter - 1]
    await keepProgress(db, listener, jobId, last?.end_s ?? 0, now)
    const book = await findBook(db, listener, jobId)
    const answer = await answerQuestion(deps, book, asked.question, signal)
    measured.adversarial.push({ asked, answer, book, refused: answer.answer.startsWith(notFound(book)) })
  }
  return measured
}
