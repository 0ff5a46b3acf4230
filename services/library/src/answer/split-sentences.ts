import { sentenceEnd } from '../sentence-end.ts'

/** The sentences of a passage. */
export function splitSentences(text: string): string[] {
  return text.split(sentenceEnd).filter((sentence) => sentence !== '')
}

/** A quotation ends with the sentence that brings it to so many words. */
const ENOUGH_WORDS = 25

/** Sentences from one of them on, until there is enough to be understood. */
export function quoteFrom(sentences: string[], first: number): string {
  const quoted: string[] = []
  let words = 0
  for (const sentence of sentences.slice(first)) {
    if (words >= ENOUGH_WORDS) break
    quoted.push(sentence)
    words += sentence.split(' ').length
  }
  return quoted.join(' ')
}
