import { assertsIt, clausesOf } from './asserts-it.ts'
import type { ReadQuestion } from './read-question.ts'
import type { Sentence } from './read-sentences.ts'

/** Whether the clause that says most of it says it for a fact. */
export function isAsserted(
  window: Sentence[],
  matched: { place: number; weight: number }[],
  { language }: ReadQuestion,
): boolean {
  const clauses = window.flatMap(({ text, at }) =>
    clausesOf(text).map((clause) => ({
      text: clause.text,
      weight: matched
        .filter(({ place }) => place >= at + clause.from && place < at + clause.to)
        .reduce((sum, { weight }) => sum + weight, 0),
    })),
  )
  const most = Math.max(...clauses.map(({ weight }) => weight))
  return most === 0 || clauses.some(({ text, weight }) => weight === most && assertsIt(text, language))
}
