import type { Scene, ScenePassage } from '../search/read-scenes.ts'
import { splitSentences } from './split-sentences.ts'

export interface Sentence {
  text: string
  passage: ScenePassage
  /** In lower case; accents stay. */
  words: string[]
  /** How many words of the scene come before. */
  at: number
}

const word = /[\p{L}\d]+/gu

/** The words of a text as a stemmer takes them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? []
}

/** A scene's sentences, in their order. */
export function readSentences({ passages }: Scene): Sentence[] {
  let at = 0
  return passages.flatMap((passage) =>
    splitSentences(passage.text).map((text) => {
      const words = wordsOf(text)
      const sentence = { text, passage, words, at }
      at += words.length
      return sentence
    }),
  )
}
