import type { BookLanguage, LibraryAnswer } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { answerQuestion, notFound } from '../answer/answer-question.ts'
import { findBook, selectBooks, type ReadBook } from '../find-book.ts'
import { listBooks } from '../list-books.ts'
import { keepProgress } from '../read-progress.ts'
import { readerOf } from '../reader.ts'
import { searchBooks } from '../search/search-books.ts'
import { seedLibrary } from '../seed-library.ts'
import { readQuestions, type Questions, type QuestionSet } from './read-questions.ts'

interface Answered {
  asked: Questions['questions'][number]
  /** The chapters of the first three passages that search finds; 0 is another book's. */
  found: number[]
  answer: LibraryAnswer
  /** It answers; the others name the nearest passage and say that it is no more than that. */
  plain: boolean
  /** What it quotes has what a right answer has to say. */
  right: boolean
}

interface Refused {
  asked: Questions['adversarial'][number]
  answer: LibraryAnswer
  book: ReadBook
  refused: boolean
}

export interface Measured {
  answered: Answered[]
  adversarial: Refused[]
}

/** Asks the written questions of the demonstration's books, which it imports where they are missing. */
export async function measureQuality(db: Database, set: QuestionSet): Promise<Measured> {
  const now = () => new Date('2026-11-21T13:00:00Z')
  await seedLibrary(db, now)
  const { questions, adversarial } = await readQuestions(set)
  const reader = readerOf({ userId: 1 })
  const all = await selectBooks(db, reader)
  const idOf = (book: string) => all.find(({ jobId }) => jobId.startsWith(book))?.jobId ?? book
  const measured: Measured = { answered: [], adversarial: [] }
  const { signal } = new AbortController()
  const deps = { db, now }
  for (const asked of questions) {
    const { results } = await searchBooks(db, all, asked.question, 3)
    const book = await findBook(db, reader, idOf(asked.book))
    const answer = await answerQuestion(deps, book, asked.question, signal)
    measured.answered.push({
      asked,
      found: results.map((hit) => (hit.job_id === book.jobId ? hit.chapter : 0)),
      answer,
      plain: !answer.answer.startsWith(notFound(book)),
      right: asked.says.some((words) => answer.citations[0]?.excerpt.toLowerCase().includes(words.toLowerCase())),
    })
  }
  const listed = await listBooks(db, reader)
  for (const [index, asked] of adversarial.entries()) {
    // A reader each, who has heard so many chapters.
    const listener = readerOf({ userId: 1, caller: { phone: `+${set}${index}` } })
    const jobId = idOf(asked.book)
    const last = listed.find(({ job_id }) => job_id === jobId)?.chapters[asked.heard_until_chapter - 1]
    await keepProgress(db, listener, jobId, last?.end_s ?? 0, now)
    const book = await findBook(db, listener, jobId)
    const answer = await answerQuestion(deps, book, asked.question, signal)
    measured.adversarial.push({ asked, answer, book, refused: answer.answer.startsWith(notFound(book)) })
  }
  return measured
}

/** How many of a language's questions. */
export interface Figures {
  asked: number
  /** Have their chapter among the first three passages found. */
  found: number
  plain: number
  /** Of the plain answers. */
  right: number
  adversarial: number
  refused: number
}

export function figuresOf({ answered, adversarial }: Measured, language: BookLanguage): Figures {
  const own = answered.filter(({ asked }) => asked.language === language)
  const against = adversarial.filter(({ asked }) => asked.language === language)
  const plain = own.filter((each) => each.plain)
  return {
    asked: own.length,
    found: own.filter(({ asked, found }) => found.includes(asked.chapter)).length,
    plain: plain.length,
    right: plain.filter(({ right }) => right).length,
    adversarial: against.length,
    refused: against.filter(({ refused }) => refused).length,
  }
}
