import { isSameWord } from '../search/is-same-word.ts'
import type { AskedTerm } from './read-question.ts'
import type { Sentence } from './read-sentences.ts'

export interface Standing {
  /** In words of the scene. */
  place: number
  /** The word that was asked with, and not another form. */
  own: boolean
  plural: boolean
}

/** Where in the scene a word of the question stands, in any of its forms. */
export function placesOf(term: AskedTerm, sentences: Sentence[], stems: ReadonlyMap<string, string>): Standing[] {
  return sentences.flatMap(({ words, at }) =>
    words.flatMap((word, index) => {
      const stem = stems.get(word)
      if (stem === undefined || !term.forms.includes(stem)) return []
      if (stem === term.lexeme && !isSameWord(term, word)) return []
      const plural = /s$|^(?:men|women|children|people|feet|teeth|mice)$/.test(word)
      return [{ place: at + index, own: stem === term.lexeme, plural }]
    }),
  )
}
