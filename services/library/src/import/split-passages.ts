import type { Passage } from '@patchbay/contract'
import { sentenceEnd } from '../sentence-end.ts'
import type { Block } from './source.ts'

/** At which books are read aloud, in words a minute: what positions are estimated by where a file has no times. */
export const WORDS_PER_MINUTE = 150

/** A passage ends with the sentence that brings it to so many words. */
const TARGET_WORDS = 80
/** No passage is longer, in characters: also not of a text without a full stop. */
const MOST_CHARACTERS = 1_500

interface Piece {
  text: string
  words: number
  startS: number
  endS: number
}

/**
 * Cuts a book into passages of some sentences, each in one chapter, with its position: the file's times, or the words
 * so far at the reading speed.
 */
export async function* splitPassages(blocks: AsyncIterable<Block>, firstTitle: string): AsyncGenerator<Passage> {
  let chapter = 0
  let title = firstTitle
  let atS = 0
  let pieces: Piece[] = []
  let words = 0

  function* flush(): Generator<Passage> {
    const [first] = pieces
    const last = pieces.at(-1)
    if (!first || !last) return
    yield {
      chapter: Math.max(chapter, 1),
      chapter_title: title,
      text: pieces.map(({ text }) => text).join(' '),
      position_s: round(first.startS),
      end_s: round(Math.max(last.endS, first.startS)),
    }
    pieces = []
    words = 0
  }

  for await (const block of blocks) {
    if (block.type === 'chapter') {
      yield* flush()
      chapter += 1
      title = block.title.slice(0, 300)
      continue
    }
    for (const text of cut(block.text)) {
      const count = countWords(text)
      const startS = block.startS ?? atS
      const endS = block.endS ?? atS + (count * 60) / WORDS_PER_MINUTE
      const characters = pieces.reduce((sum, piece) => sum + piece.text.length + 1, text.length)
      if (pieces.length > 0 && (words + count > TARGET_WORDS * 1.5 || characters > MOST_CHARACTERS)) yield* flush()
      pieces.push({ text, words: count, startS, endS })
      words += count
      atS = Math.max(atS, endS)
      if (words >= TARGET_WORDS) yield* flush()
    }
  }
  yield* flush()
}

/** Sentences, and of one without end its pieces. */
function cut(text: string): string[] {
  const even = text.replaceAll(/\s+/g, ' ').trim()
  return even.split(sentenceEnd).flatMap((sentence) => {
    if (sentence.length <= MOST_CHARACTERS) return sentence === '' ? [] : [sentence]
    return sentence.match(/.{1,1400}(?:\s|$)|.{1,1400}/gsu)?.map((piece) => piece.trim()) ?? []
  })
}

function countWords(text: string): number {
  return text.split(' ').length
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
