import { isDoneByAsked } from './is-done-by-asked.ts'
import { isAsserted } from './is-asserted.ts'
import type { KindName } from './kind-rule.ts'
import { isCapital, nearestOfKind } from './nearest-of-kind.ts'
import { placesOf, type Standing } from './places-of.ts'
import type { AskedTerm, ReadQuestion } from './read-question.ts'
import { wordsOf, type Sentence } from './read-sentences.ts'

/** Some sentences that may answer, in the scene they stand in. */
export interface Weighed {
  sentences: Sentence[]
  /** How much of the question's weight stands there, and beside it for less: 0 to 1. */
  support: number
  /** The same with what is in favour of it; the best answer has most. */
  worth: number
  /** It has what is asked for, said as a fact, of those that the question names. */
  fits: boolean
}

const MOST_SENTENCES = 3
const MOST_WORDS = 60
/** At so many words from the sentences a word counts half. What a scene is about stays longer. */
const HALF_AT: Record<AskedTerm['role'], number> = { core: 15, name: 150, setting: 400 }
/** A scene is set before something happens in it. */
const SET_AFTER = 80
/** A name further away, in words, is of another scene. */
const NAME_REACH = 200
/** The same where a number or the like is asked for, which may be anybody's. */
const NAME_REACH_OF_KIND = 60
/** The kind of thing that is asked for is named so near, in words. */
const SORT_REACH = 12
/** Where the kind of thing that is asked for is not named, so many other words have to be there. */
const INSTEAD_OF_SORT = 3
/** Who or what it is says nothing of itself: some word of the question has to be about it. */
const WANTS_CORE: ReadonlySet<KindName> = new Set(['thing', 'manner', 'person', 'cause'])
/** What may be anybody's: whose it is has to be said near. */
const TIGHT: ReadonlySet<KindName> = new Set(['age', 'count', 'colour', 'name', 'distance'])
/** What a sentence may say of `it`, and so far, in words, after it was named. */
const GOES_ON: ReadonlySet<KindName> = new Set(['money', 'weight', 'duration', 'date', 'year', 'material'])
const NAMED_REACH = 45
/** Of the words that are neither names nor a setting, so much has to be there. */
const CORE = 0.6
/** What it is about is named so near, in words. */
const ABOUT_REACH = 40
/** It is the words that say nearly as much as any. */
const MAIN = 0.6
/** What belongs to somebody is named so near to them, in words. */
const OWNED_REACH = 15
const KIND_BONUS = 0.3
const LONGER = 0.03
const DOUBTED = 0.2
/** What another form of a word counts for: it may mean something else. */
const OTHER_FORM = 0.9
const WITHOUT_CORE = 0.3
/** What happened is told in these very sentences. */
const TOLD = 0.1
/** What a chapter is named for is where all of it is. */
const ENTITLED = 0.8
/** What is told of it stands in one sentence. */
const TOGETHER = 0.06
/** Who did something to somebody: those are named so near, in words. */
const OBJECT_REACH = 10

/**
 * Weighs one to three sentences from each sentence of a scene on.
 *
 * @param known - The names that are known from this scene and others, in lower case.
 */
export function weighScene(
  sentences: Sentence[],
  stems: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  question: ReadQuestion,
): Weighed[] {
  const whole = question.terms.reduce((sum, { weight }) => sum + weight, 0)
  if (whole === 0) return []
  const stands = question.terms.map((term) => placesOf(term, sentences, stems))
  const entitled = settingsIn(sentences[0]?.passage.chapterTitle ?? '', stems, question)
  const named = sentences.flatMap(({ text, words, at }) =>
    words.flatMap((word, index) =>
      known.has(word) && !question.names.has(word) && isCapital(word, text) ? [at + index] : [],
    ),
  )
  const weighed: Weighed[] = []
  for (const first of sentences.keys()) {
    let best: Weighed | undefined
    for (let count = 1; count <= MOST_SENTENCES; count += 1) {
      const window = sentences.slice(first, first + count)
      if (window.length < count || (count > 1 && lengthOf(window) > MOST_WORDS)) break
      const each = weigh(window, stands, entitled, known, named, question, whole)
      if (each && (!best || isBetter(each, best))) best = each
    }
    if (best) weighed.push(best)
  }
  return weighed
}

function weigh(
  window: Sentence[],
  stands: Standing[][],
  entitled: ReadonlySet<number>,
  known: ReadonlySet<string>,
  namesBefore: number[],
  question: ReadQuestion,
  whole: number,
): Weighed | undefined {
  // What asks something answers nothing.
  if (window.some(({ text }, index) => asks(text) && (index === 0 || index === window.length - 1))) return undefined
  const from = window[0]?.at ?? 0
  const to = from + lengthOf(window)
  let support = 0
  let core = 0
  let wholeCore = 0
  for (const [index, { weight, role }] of question.terms.entries()) {
    const places = stands[index] ?? []
    const nearness = Math.max(
      entitled.has(index) ? ENTITLED : 0,
      ...places.map(
        ({ place, own }) => (own ? 1 : OTHER_FORM) / (1 + distance(place, from, to) / halfAt(role, place >= to)),
      ),
    )
    support += weight * nearness
    if (role !== 'core') continue
    core += weight * nearness
    wholeCore += weight
  }
  support /= whole
  const leading = (['core', 'name', 'setting'] as const).find((role) =>
    question.terms.some((term) => term.role === role && term.weight > 0),
  )
  const matched = question.terms.flatMap(({ role, weight }, index) =>
    weight > 0 && role === leading
      ? (stands[index] ?? []).flatMap(({ place }) => (place >= from && place < to ? [{ place, weight }] : []))
      : [],
  )
  const hasCore = question.terms.some(({ role, weight, light }) => role === 'core' && weight > 0 && !light)
  const isTogether = window.some(({ at, words }) =>
    matched.every(({ place }) => place >= at && place < at + words.length),
  )
  const anchors =
    question.counted === undefined
      ? matched.map(({ place }) => place)
      : (stands[question.counted] ?? []).flatMap(({ place, plural }) =>
          plural && place >= from && place < to ? [place] : [],
        )
  // Of an age its sentence need not say whose it is; a sum may be said of what was spoken of before.
  const before = stands.flatMap((places, index) =>
    question.kind.name === 'age' || (GOES_ON.has(question.kind.name) && question.terms[index]?.role === 'core')
      ? places.flatMap(({ place }) => (place < to && place >= from - NAME_REACH_OF_KIND ? [place] : []))
      : [],
  )
  // Who `he` is was said just before.
  if (question.kind.name === 'person')
    before.push(...namesBefore.filter((place) => place < to && place >= from - NAMED_REACH))
  const found = nearestOfKind(window, anchors, before, known, question)
  const gap = found?.gap ?? Infinity
  const hasKind = question.kind.answer === undefined || found !== undefined
  const asserted = !question.certain || isAsserted(window, matched, question)
  const isLoose = !TIGHT.has(question.kind.name)
  const isOfNames = question.terms.every(({ verb, role, weight }) => verb || role === 'name' || weight === 0)
  const reach = question.kind.name === 'person' && isOfNames ? OBJECT_REACH : isLoose ? NAME_REACH : NAME_REACH_OF_KIND
  // Whose number it is has been said before; of several names one is enough.
  const until = isLoose && question.kind.name !== 'place' ? Infinity : (found?.until ?? to)
  const nameAway = question.terms.flatMap(({ role }, index) =>
    role === 'name'
      ? [
          Math.min(
            ...(stands[index] ?? []).filter(({ place }) => place < until).map(({ place }) => distance(place, from, to)),
          ),
        ]
      : [],
  )
  const namesNear =
    nameAway.every((away) => away <= NAME_REACH) && (nameAway.length === 0 || Math.min(...nameAway) <= reach)
  const isNear = (index: number, within: number) =>
    (entitled.has(index) && within >= HALF_AT.setting) ||
    (stands[index] ?? []).some(({ place }) => distance(place, from, to) <= within)
  // That something burned says nothing of the chapel: what it is about stands near what happened.
  const about = question.terms.flatMap(({ verb, weight, role }, index) =>
    verb || weight === 0 || index === question.sort || index === question.counted ? [] : [{ index, role, weight }],
  )
  // With nothing but a number of something to go by, it has to be said there.
  const settingReach =
    about.some(({ role }) => role === 'core') || question.terms.some(({ verb }) => verb) ? HALF_AT.setting : ABOUT_REACH
  const heaviest = Math.max(...about.map(({ weight }) => weight))
  const aboutNear =
    about.length === 0 ||
    about.some(
      ({ index, role, weight }) =>
        weight >= heaviest * MAIN && isNear(index, role === 'setting' ? settingReach : ABOUT_REACH),
    )
  const verbsNear = question.terms.every(({ verb }, index) => !verb || isNear(index, 0))
  const doerNear = isDoneByAsked(window, stands, namesBefore, question)
  const hasVerbs = question.terms.some(({ verb }) => verb) && verbsNear
  // Where somebody else is named first, it is they who did it.
  const isNamed = question.kind.name === 'person' || question.kind.name === 'name'
  const owners = question.doer.size > 0 ? question.doer : question.names
  const ofOthers =
    !isNamed &&
    owners.size > 0 &&
    window
      .filter(({ at, words }) => matched.some(({ place }) => place >= at && place < at + words.length))
      .every(({ text, at, words }) => {
        const first = Math.min(...matched.map(({ place }) => place - at).filter((place) => place >= 0))
        const others = words
          .slice(0, first)
          .some((word) => known.has(word) && !owners.has(word) && isCapital(word, text))
        return others && !words.some((word) => owners.has(word))
      })
  const sortNear =
    question.sort === undefined ||
    isNear(question.sort, SORT_REACH) ||
    question.terms.filter(
      ({ weight }, index) => weight > 0 && index !== question.sort && isNear(index, NAME_REACH_OF_KIND),
    ).length >= INSTEAD_OF_SORT
  const ownedReach = isLoose ? NAME_REACH_OF_KIND : OWNED_REACH
  const ownedNear = question.owned.every(({ thing, owner }) =>
    (stands[thing] ?? []).some(
      ({ place }) =>
        distance(place, from, to) <= ownedReach &&
        (stands[owner] ?? []).some((other) => Math.abs(place - other.place) <= ownedReach),
    ),
  )
  return {
    sentences: window,
    support,
    worth:
      support +
      (question.kind.answer !== undefined && hasKind ? KIND_BONUS / (1 + gap / 5) : 0) -
      LONGER * (window.length - 1) -
      (asserted ? 0 : DOUBTED) +
      (hasVerbs ? TOLD : 0) +
      (isTogether ? TOGETHER : 0) -
      (matched.length > 0 ? 0 : WITHOUT_CORE),
    fits:
      question.open &&
      (matched.length > 0 || question.kind.name === 'age') &&
      (!WANTS_CORE.has(question.kind.name) || hasCore) &&
      core >= wholeCore * CORE &&
      hasKind &&
      asserted &&
      namesNear &&
      ownedNear &&
      aboutNear &&
      !ofOthers &&
      verbsNear &&
      doerNear &&
      sortNear,
  }
}

/** Which of the terms are a setting that the chapter is named for. */
function settingsIn(title: string, stems: ReadonlyMap<string, string>, { terms }: ReadQuestion): Set<number> {
  const named = new Set(wordsOf(title).map((word) => stems.get(word)))
  return new Set(
    terms.flatMap(({ role, forms }, index) =>
      role === 'setting' && forms.some((form) => named.has(form)) ? [index] : [],
    ),
  )
}

function isBetter(one: Weighed, other: Weighed): boolean {
  return one.fits === other.fits ? one.worth > other.worth : one.fits
}

function halfAt(role: AskedTerm['role'], after: boolean): number {
  return role === 'setting' && after ? SET_AFTER : HALF_AT[role]
}

function asks(sentence: string): boolean {
  return /\?["'”’»*]*$/.test(sentence)
}

function lengthOf(sentences: Sentence[]): number {
  return sentences.reduce((sum, { words }) => sum + words.length, 0)
}

function distance(place: number, from: number, to: number): number {
  return place < from ? from - place : place >= to ? place - to + 1 : 0
}
