import { conceptsOf } from './lexicon.ts'

export interface Token {
  /** As it was written. */
  text: string
  /** Lower case, without accents and without a possessive ending. */
  word: string
  /** What the word can mean, across languages; empty for words that mean nothing by themselves. */
  concepts: readonly string[]
  /** Where it stands in the text. */
  start: number
  end: number
}

/** Lower case and without accents: how words are compared. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase()
}

/** The words of a sentence, in order. */
export function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu), (match) => {
    const word = fold(match[0]).replace(/'s$/, '').replaceAll("'", '')
    return { text: match[0], word, concepts: conceptsOf(word), start: match.index, end: match.index + match[0].length }
  })
}

/** `targetHours`, `target_hours` and `target-hours` are the words `target hours`. */
export function splitName(name: string): string {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[_\-./]+/g, ' ')
    .trim()
}

/** Whether two words can mean the same. */
export function sameMeaning(one: Pick<Token, 'word' | 'concepts'>, other: Pick<Token, 'word' | 'concepts'>): boolean {
  return one.word === other.word || one.concepts.some((concept) => other.concepts.includes(concept))
}
