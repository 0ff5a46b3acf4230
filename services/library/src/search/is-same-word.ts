import type { Term } from './read-terms.ts'

/**
 * Whether a word with the stem of a term is that word: a stem that is hardly anything of its word may be another word's
 * too, as `mar` is of `marido` and of `Maria`.
 */
export function isSameWord({ lexeme, words }: Pick<Term, 'lexeme' | 'words'>, word: string): boolean {
  if (lexeme.length > 3) return true
  return words.some((asked) => {
    if (asked.length < SHORT) return singular(word) === singular(asked)
    return asked.length < lexeme.length + 3 || word.startsWith(asked.slice(0, -1))
  })
}

/** Of fewer letters, another ending makes another word: `mãe` and `mão`. */
const SHORT = 5

function singular(word: string): string {
  return word.replace(/s$/, '')
}
