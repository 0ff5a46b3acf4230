import type { Standing } from './places-of.ts'
import type { ReadQuestion } from './read-question.ts'
import type { Sentence } from './read-sentences.ts'

/** Whoever does something is named so near before it, in words, or right after. */
const BEFORE = 40
const AFTER = 10

/**
 * Whether what happens in these sentences may be done by those that the question names: they are named near to it, or
 * nobody else is.
 *
 * @param others - Where somebody is named whom the question does not name, in words of the scene.
 */
export function isDoneByAsked(
  window: Sentence[],
  stands: Standing[][],
  others: number[],
  { doer, terms }: ReadQuestion,
): boolean {
  if (doer.size === 0) return true
  const from = window[0]?.at ?? 0
  const to = from + window.reduce((sum, { words }) => sum + words.length, 0)
  const places = (isWanted: (term: ReadQuestion['terms'][number]) => boolean) =>
    terms.flatMap((term, index) => (isWanted(term) ? (stands[index] ?? []).map(({ place }) => place) : []))
  const happens = places(({ verb }) => verb).filter((place) => place >= from && place < to)
  if (happens.length === 0) return true
  const doers = places(({ words }) => words.some((word) => doer.has(word)))
  const isNear = (named: number[], place: number) => named.some((by) => by >= place - BEFORE && by <= place + AFTER)
  return happens.some((place) => isNear(doers, place) || !isNear(others, place))
}
