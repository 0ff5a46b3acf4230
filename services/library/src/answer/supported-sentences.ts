import type { BookLanguage } from '@patchbay/contract'

/** How many of a sentence's words of substance its passage has to have. */
const ENOUGH = 0.6

const stopWords: Record<BookLanguage, Set<string>> = {
  en: new Set(
    'the and was were are his her hers him she they them their its for with from that this these those had has have been into onto upon then than when where who whom which what there here not but because about after before while over under out did does could would should very also just such one'.split(
      ' ',
    ),
  ),
  pt: new Set(
    'que para com uma umas uns dos das nos nas pelo pela por seu sua seus suas ele ela eles elas isso isto este esta esse essa foi era eram são está estava tinha havia como quando onde mas porque não mais muito também sobre depois antes entre até sem aos lhe lhes num numa'.split(
      ' ',
    ),
  ),
}

/**
 * What of a model's answer its passages bear out: a sentence stays where it names a passage (`[2]`) that has most of its
 * words and all its names and numbers.
 *
 * @returns The sentences that stay, without the numbers, and which passages they cite, from 0.
 */
export function supportedSentences(
  written: string,
  passages: string[],
  language: BookLanguage,
): { text: string; cited: Set<number> } {
  const cited = new Set<number>()
  const kept: string[] = []
  // A number may stand before or after the full stop.
  const sentences = written.replaceAll(/([.!?…])\s*((?:\[\d+\]\s*)+)/g, ' $2$1 ').split(/(?<=[.!?…])\s+/u)
  for (const sentence of sentences) {
    const named = [...sentence.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number) - 1)
    const known = named.filter((index) => passages[index] !== undefined)
    const bare = sentence
      .replaceAll(/\s*\[\d+\]/g, '')
      .replaceAll(/\s+([.!?…])/g, '$1')
      .trim()
    if (known.length === 0 || !isBorneOut(bare, known.map((index) => passages[index] ?? '').join(' '), language))
      continue
    kept.push(bare)
    for (const index of known) cited.add(index)
  }
  return { text: kept.join(' '), cited }
}

function isBorneOut(sentence: string, passage: string, language: BookLanguage): boolean {
  const there = new Set(wordsOf(passage).map(stem))
  const words = wordsOf(sentence).filter((word) => word.length > 2 && !stopWords[language].has(word))
  if (words.length === 0) return false
  const certain = [...sentence.matchAll(/(?<!^)(?<![.!?…“"]\s*)\b(?:\p{Lu}\p{L}+|\d+)/gu)].map(([word]) =>
    word.toLowerCase(),
  )
  if (!certain.every((word) => there.has(stem(word)))) return false
  return words.filter((word) => there.has(stem(word))).length >= words.length * ENOUGH
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
}

/** Enough to see that two forms are one word, in both languages. */
function stem(word: string): string {
  const plain = word.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return plain.length <= 4 ? plain : plain.slice(0, Math.max(4, plain.length - 3))
}
