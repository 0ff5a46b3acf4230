import { splitSentences } from './split-sentences.ts'

/** One breath of a longer text, and the silence after it. */
export interface Breath {
  text: string
  /** In ms, at a voice's own pace. */
  pauseMs: number
}

/** The longest breath in UTF-16 units: about 13 s of speech, a fraction of a second to make. */
const LIMIT = 200

/** The silence that espeak-ng itself keeps after each mark inside a text, in ms at 175 words a minute (measured). */
const pauseAfter: Record<string, number> = {
  ',': 145,
  '，': 145,
  '、': 145,
  ';': 215,
  ':': 215,
  '–': 215,
  '—': 215,
  '!': 330,
}
const SENTENCE_PAUSE = 295

const clauseEnd = /[,;:–—](?=\s)|[，、；：]/gu
const closing = /["'”’»)\]]+$/u

/** Splits a text at its sentences, and a long sentence at its commas, so that speech can begin before all of it is made. */
export function* splitSpeech(text: string): Generator<Breath, void> {
  for (const sentence of splitSentences(text)) yield* splitSentence(sentence.trim())
}

function* splitSentence(sentence: string): Generator<Breath, void> {
  let rest = sentence
  while (rest.length > LIMIT) {
    const end = cutAt(rest.slice(0, LIMIT))
    const text = rest.slice(0, end).trim()
    if (text !== '') yield { text, pauseMs: pauseAfter[text.at(-1) ?? ''] ?? 0 }
    rest = rest.slice(end).trim()
  }
  if (rest !== '') yield { text: rest, pauseMs: pauseAfter[rest.replace(closing, '').at(-1) ?? ''] ?? SENTENCE_PAUSE }
}

/** Where a text that is too long is best cut: after its last comma, else at its last space, else between two characters. */
function cutAt(text: string): number {
  const clause = [...text.matchAll(clauseEnd)].at(-1)
  if (clause) return clause.index + 1
  const space = text.search(/\s\S*$/u)
  if (space > 0) return space
  const last = text.charCodeAt(text.length - 1)
  const isHalfOfPair = last >= 0xd8_00 && last <= 0xdb_ff
  return isHalfOfPair ? text.length - 1 : text.length
}
