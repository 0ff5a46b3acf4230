/** What differs between a text and what was heard of it, in words. */
export interface WordError {
  /** Substituted, missing and added words. */
  errors: number
  /** Of the text. */
  words: number
}

/** The least number of words that must change for one text to become the other (Levenshtein); marks and capitals count for nothing. */
export function wordError(text: string, heard: string): WordError {
  const [expected, found] = [wordsOf(text), wordsOf(heard)]
  let row = Array.from({ length: found.length + 1 }, (_, column) => column)
  for (const [index, word] of expected.entries()) {
    const next = [index + 1]
    for (const [column, other] of found.entries()) {
      const substituted = (row[column] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return { errors: row.at(-1) ?? 0, words: expected.length }
}

/** @returns The share of words that are wrong, of all texts together. */
export function errorRate(errors: readonly WordError[]): number {
  const sum = (key: keyof WordError) => errors.reduce((total, error) => total + error[key], 0)
  return sum('errors') / sum('words')
}

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFC')
      .replaceAll('-', '')
      .match(/[\p{L}\p{N}']+/gu) ?? []
  )
}
