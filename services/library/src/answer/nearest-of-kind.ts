import type { KindName } from './kind-rule.ts'
import type { ReadQuestion } from './read-question.ts'
import { wordsOf, type Sentence } from './read-sentences.ts'

/** So far, in words, after it was named a sentence may say something of `it`. */
const GOES_ON_REACH = 60

const IN_SENTENCE: ReadonlySet<KindName> = new Set(['age', 'person'])

interface OfKind {
  /** Words to something that was asked about. */
  gap: number
  /** Where its sentence ends. */
  until: number
}

/**
 * What is asked for, nearest to what was asked about; what the question says itself is no answer to it.
 *
 * @param anchors - Where what was asked about stands in these sentences.
 * @param before - Where it stands before them, for a sentence that goes on about it.
 * @param known - The names of the scene, in lower case.
 */
export function nearestOfKind(
  window: Sentence[],
  anchors: number[],
  before: number[],
  known: ReadonlySet<string>,
  { kind, names, terms, language }: ReadQuestion,
): OfKind | undefined {
  const { answer, reach } = kind
  if (!answer) return undefined
  const isName = kind.name === 'name' || kind.name === 'person'
  const asked = new Set(terms.flatMap(({ words }) => words))
  const found = window.flatMap(({ text, at, words }) => {
    const until = at + words.length
    // Whose age it is, or what somebody did, stands in the sentence, or it goes on about them.
    const continues = goesOn[language].test(text)
    const own = anchors.filter((anchor) => !IN_SENTENCE.has(kind.name) || (anchor >= at && anchor < until))
    const [named = Infinity] =
      kind.name === 'person' && continues && own.some((anchor) => anchor >= at && anchor < until)
        ? before.filter((place) => place < at)
        : []
    if (named < at) return [{ gap: reach, until }]
    return [...text.matchAll(answer)].flatMap(({ index, 0: said }) => {
      const [first = ''] = wordsOf(said)
      if (asked.has(first) || names.has(first)) return []
      if (isName && /^\p{Lu}/u.test(said) && !known.has(first)) return []
      const preceding = wordsOf(text.slice(0, index)).length
      if (kind.name === 'age' && isOfAnother(words.slice(0, preceding), text, known, names)) return []
      const place = at + preceding
      const near = own
        .filter((anchor) => kind.name !== 'name' || anchor < place)
        .map((anchor) => ({ gap: Math.abs(place - anchor), until }))
        .filter(({ gap }) => gap <= reach)
      if (near.length > 0 || !continues || kind.name === 'person') return near
      return before
        .filter((anchor) => anchor < at)
        .map((anchor) => ({ gap: Math.abs(place - anchor), until }))
        .filter(({ gap }) => gap <= GOES_ON_REACH)
    })
  })
  return found.toSorted((a, b) => a.gap - b.gap)[0]
}

/** Whether somebody else was named last: an age is theirs, as in "with Ana and little Rita, who was six". */
function isOfAnother(words: string[], text: string, known: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  const isName = (word: string) => known.has(word) && isCapital(word, text)
  const last = words.findLastIndex(isName)
  if (names.size === 0 || last === -1) return false
  // First and last name, and what comes before them, are one.
  const first = words.findLastIndex((word, index) => index < last && !isName(word)) + 1
  return !words.slice(first, last + 1).some((word) => names.has(word))
}

/** A sentence about whoever was spoken of before. */
const goesOn: Record<ReadQuestion['language'], RegExp> = {
  en: /^\W*(?:he|she|it)\b/i,
  pt: /^[^\p{L}]*(?:(?:ele|ela)\s+)?(?:já\s+|só\s+|apenas\s+)?(?:tinha|tem|teria|fazia)(?!\p{L})/iu,
}

/** Whether a word in lower case has a capital somewhere in a text. */
export function isCapital(word: string, text: string): boolean {
  return text.includes(word.charAt(0).toUpperCase() + word.slice(1))
}
