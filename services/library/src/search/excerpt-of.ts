import { sentenceEnd } from '../sentence-end.ts'

/** An excerpt grows by whole sentences up to so many words. */
const ENOUGH_WORDS = 25
const MOST_WORDS = 45

/**
 * The sentences of a passage that have most of the words looked for, those between `**`. They are whole, unless the one
 * that has them is too long: then it is cut, and an ellipsis says where.
 */
export function excerptOf(marked: string): string {
  const sentences = marked
    .split(sentenceEnd)
    .map((text) => ({ text, words: wordsOf(text).length, marks: marksOf(text) }))
  const best = sentences.toSorted((a, b) => b.marks - a.marks)[0]
  if (!best) return marked
  if (best.words > MOST_WORDS) return cut(best.text)
  let from = sentences.indexOf(best)
  let to = from + 1
  const countOf = (first: number, end: number) => sentences.slice(first, end).reduce((sum, { words }) => sum + words, 0)
  for (;;) {
    if (countOf(from, to) >= ENOUGH_WORDS) break
    if (to < sentences.length && countOf(from, to + 1) <= MOST_WORDS) to += 1
    else if (from > 0 && countOf(from - 1, to) <= MOST_WORDS) from -= 1
    else break
  }
  return sentences
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ')
}

/** So many words of a sentence, from a little before the first that is marked. */
function cut(sentence: string): string {
  const words = wordsOf(sentence)
  const first = Math.max(
    0,
    words.findIndex((word) => word.includes('**')),
  )
  const from = Math.max(0, Math.min(first - 8, words.length - MOST_WORDS))
  const to = from + MOST_WORDS
  return `${from > 0 ? '… ' : ''}${words.slice(from, to).join(' ')}${to < words.length ? ' …' : ''}`
}

function wordsOf(text: string): string[] {
  return text.split(' ')
}

/** Words that are marked: each once, however often it is said. */
function marksOf(text: string): number {
  return new Set([...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, word = '']) => word.toLowerCase())).size
}
