import type { Candidate } from './find-passages.ts'
import type { Term } from './read-terms.ts'

/** How much a word counts that stands in the passage before or after. */
const BESIDE = 0.45
/** How much nearness may add, of the question's whole weight. */
const NEARNESS = 0.25
/** How much a second passage of the same chapter loses, so that other chapters are heard as well. */
const SAME_CHAPTER = 0.93

export interface Ranked extends Candidate {
  score: number
  coverage: number
}

/** Orders candidates by what they and their neighbours say of the question. Scores are 0 to 1. */
export function rankPassages(candidates: Candidate[], terms: Term[]): Ranked[] {
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0)
  if (whole === 0) return []
  const byPlace = new Map(candidates.map((candidate) => [`${candidate.bookId}/${candidate.ordinal}`, candidate]))
  const nearest = Math.max(...candidates.map(({ nearness }) => nearness), Number.MIN_VALUE)
  const ranked = candidates.map((candidate) => {
    const beside = [-1, 1].map((step) => byPlace.get(`${candidate.bookId}/${candidate.ordinal + step}`))
    let own = 0
    let near = 0
    for (const [index, { weight }] of terms.entries()) {
      if (candidate.has[index]) own += weight
      else if (beside.some((other) => other?.chapter === candidate.chapter && other.has[index])) near += weight
    }
    const score = (own + BESIDE * near) / whole + NEARNESS * (candidate.nearness / nearest) * (own / whole)
    return { ...candidate, score: score / (1 + NEARNESS), coverage: (own + near) / whole }
  })
  ranked.sort((a, b) => b.score - a.score || a.bookId - b.bookId || a.ordinal - b.ordinal)
  const seen = new Map<string, number>()
  for (const each of ranked) {
    const chapter = `${each.bookId}/${each.chapter}`
    const before = seen.get(chapter) ?? 0
    seen.set(chapter, before + 1)
    each.score = Math.round(each.score * SAME_CHAPTER ** Math.min(before, 4) * 1e4) / 1e4
  }
  return ranked.toSorted((a, b) => b.score - a.score || a.bookId - b.bookId || a.ordinal - b.ordinal)
}
