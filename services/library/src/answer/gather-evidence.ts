import type { Citation } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import type { ReadBook } from '../find-book.ts'
import { findPassages, isHeard } from '../search/find-passages.ts'
import { readScenes, type ScenePassage } from '../search/read-scenes.ts'
import { stemWords } from '../search/stem-words.ts'
import { namesIn, readQuestion } from './read-question.ts'
import type { KindName } from './kind-rule.ts'
import { readSentences, wordsOf, type Sentence } from './read-sentences.ts'
import { weighScene } from './weigh-scene.ts'

export interface Evidence {
  /** The passages that are cited, whole. */
  texts: string[]
  citations: Citation[]
  /** The best of them speaks of all that was asked; else it is only the nearest there is. */
  answers: boolean
}

/** Passages whose scenes are read sentence by sentence, of those heard and of those ahead. */
const READ = 8
const READ_AHEAD = 5
/** Passages that an answer quotes. */
const MOST_CITATIONS = 3
/** How much of a question's weight a few sentences and their scene must have to answer it. */
const ANSWERS = 0.69
/** With so much it answers where nothing else comes near. */
const LEAST = 0.5
const FAR_AHEAD = 0.35
/** Who asks why takes for certain that it is so: nearly all of it has to be said. */
const CAUSE = 0.85
/** With less, a passage has a word of the question and nothing of what it is about. */
const NEAR = 0.3
/** What lies ahead and says so much of what was heard is what the question is about. */
const AHEAD = 0.9
/** The same of what is in favour of an answer. */
const AHEAD_LEAD = 0.1
/** Where anything may be the answer, the best has to be so much better than any from elsewhere. */
const LEAD: Partial<Record<KindName, number>> = { thing: 0.1, manner: 0.1 }
/** A quotation goes on until it has so many words. */
const ENOUGH_WORDS = 25
/** It begins earlier where it refers back, and is no longer than this then. */
const MOST_WORDS = 55
/** The same where who it was is what was asked. */
const MOST_WORDS_OF_WHO = 80
const refersBack = /^\W*(?:he|she|it|they|there was|this|that|these|those|ele|ela|eles|elas|isso|isto)(?!\p{L})/iu

/** What the reader has heard that answers a question, or comes nearest; nothing where nothing does. */
export async function gatherEvidence(db: Database, book: ReadBook, question: string): Promise<Evidence> {
  const { passages, terms } = await findPassages(db, [book], book.language, question, false)
  const asked = readQuestion(question, terms, book.language)
  const scenes = await readScenes(db, [
    ...passages.filter(isHeard).slice(0, READ),
    ...passages.filter((passage) => !isHeard(passage)).slice(0, READ_AHEAD),
  ])
  const read = scenes.map((scene) => ({ heard: scene.heard, sentences: readSentences(scene) }))
  const stems = await stemWords(
    db,
    book.language,
    read.flatMap(({ sentences }) => [
      ...sentences.flatMap(({ words }) => words),
      ...wordsOf(sentences[0]?.passage.chapterTitle ?? ''),
    ]),
  )
  const known = namesIn(read.flatMap(({ sentences }) => sentences.map(({ text }) => text)).join(' '))
  const weighed = read.flatMap(({ heard, sentences }) =>
    weighScene(sentences, stems, known, asked).map((each) => ({
      ...each,
      heard,
      quoted: quoteFrom(sentences, each.sentences, asked.kind.name === 'person' ? MOST_WORDS_OF_WHO : MOST_WORDS),
      answers: each.fits && each.support >= LEAST,
    })),
  )
  const good = onePerPassage(
    weighed
      .filter(({ heard, support }) => heard && support >= NEAR)
      .toSorted((a, b) => Number(b.answers) - Number(a.answers) || b.worth - a.worth),
  ).slice(0, MOST_CITATIONS)
  const [best] = good
  const rival = best
    ? Math.max(
        0,
        ...weighed.filter((each) => isElsewhere(each.quoted.passage, best.quoted.passage)).map(({ worth }) => worth),
      )
    : 0
  const lead = best ? best.worth - rival : 0
  const isSure =
    best !== undefined &&
    (asked.kind.name !== 'cause' || best.support >= CAUSE) &&
    (best.support >= ANSWERS || (best.support >= LEAST && lead >= FAR_AHEAD))
  // What speaks of it as well lies ahead: what was heard is not the answer.
  const ahead = weighed.filter(({ heard }) => !heard)
  const isAhead =
    best !== undefined &&
    ahead.some(({ support, worth }) => support > best.support * AHEAD || worth > best.worth - AHEAD_LEAD)
  return {
    texts: good.map(({ quoted: { texts } }) => texts.join(' ')),
    citations: good.map(({ quoted: { passage, excerpt } }) => ({
      chapter: passage.chapter,
      chapter_title: passage.chapterTitle,
      position_s: passage.positionS,
      excerpt,
    })),
    answers: best !== undefined && best.answers && isSure && !isAhead && lead >= (LEAD[asked.kind.name] ?? 0),
  }
}

function isElsewhere(one: ScenePassage, other: ScenePassage): boolean {
  return Math.abs(one.ordinal - other.ordinal) > 1
}

/** The sentences and those after them, until there is enough to be understood. */
function quoteFrom(scene: Sentence[], sentences: Sentence[], most: number) {
  const [first] = sentences
  if (!first) throw new Error('A quotation has a sentence.')
  let from = scene.indexOf(first)
  let to = from + sentences.length
  const words = () => scene.slice(from, to).reduce((sum, sentence) => sum + sentence.words.length, 0)
  while (to < scene.length && words() < ENOUGH_WORDS) to += 1
  // Who `she` is was said before.
  while (from > 0 && refersBack.test(scene[from]?.text ?? '') && words() + (scene[from - 1]?.words.length ?? 0) <= most)
    from -= 1
  const quoted = scene.slice(from, to)
  const passage = scene[from]?.passage ?? first.passage
  return {
    passage,
    excerpt: quoted.map(({ text }) => text).join(' '),
    texts: [...new Set(quoted.map((sentence) => sentence.passage.text))],
  }
}

function onePerPassage<T extends { quoted: { passage: { ordinal: number } } }>(weighed: T[]): T[] {
  const seen = new Set<number>()
  return weighed.filter(({ quoted: { passage } }) => !seen.has(passage.ordinal) && seen.add(passage.ordinal))
}
