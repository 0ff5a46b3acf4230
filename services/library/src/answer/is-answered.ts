import type { FoundPassage } from '../search/find-passages.ts'
import type { Term } from '../search/read-terms.ts'

/** How much of a question's weight has to stand in one place of the book. */
const ENOUGH = 0.5

/** Whether a place in the book speaks of what was asked, and not of one word of it. */
export function isAnswered(passages: FoundPassage[], terms: Term[]): boolean {
  const best = Math.max(0, ...passages.slice(0, 5).map(({ coverage }) => coverage))
  return terms.length > 0 && best >= ENOUGH
}
