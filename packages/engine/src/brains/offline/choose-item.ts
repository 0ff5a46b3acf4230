import { isId } from './argument.ts'
import type { Item } from './facts.ts'
import { latestFirst, type Entry } from './goal.ts'
import { momentOf, type Moment } from './moment.ts'
import { sameMeaning, splitName, tokenize } from './tokens.ts'
import type { ToolIndex } from './tool-index.ts'
import type { Said } from './understand-utterance.ts'
import { relations } from './vocabulary.ts'

type Items = Map<string | number, Item>

export interface ItemChoice {
  fitting: Items
  /** Something that was said told the items apart. */
  told: boolean
}

/** Narrows items down to those that were meant: by day, time, name or any other value, by number, by place in the list. */
export function chooseItem(
  all: Items,
  entries: readonly Entry[],
  { index, timezone, noun }: { index: ToolIndex; timezone: string; noun: string },
): ItemChoice {
  const latest = latestFirst(entries).map(({ said }) => said)
  const numbered = latest.map((said) => numberAfter(said, noun)).find((value) => value !== undefined && all.has(value))
  if (numbered !== undefined) return { fitting: only(all, (_, value) => value === numbered), told: true }
  let fitting = all
  let told = false
  const narrow = (next: Items) => {
    told = true
    fitting = next
  }
  for (const test of whenTests(latest)) {
    if ([...all.values()].some((item) => momentOf(item, timezone))) {
      narrow(
        only(fitting, (item) => {
          const moment = momentOf(item, timezone)
          return moment !== undefined && test(moment)
        }),
      )
    }
  }
  for (const key of scalarKeys(all)) {
    const values = valuesSaid(key, all, latest, index)
    if (values.length === 0) continue
    const next = only(fitting, (item) => values.includes(item[key]))
    // "My" is a weak hint: "my booking for Helena" is about Helena.
    if (next.size > 0 || !values.every(isSelf)) narrow(next)
  }
  return { fitting: fitting.size > 1 ? byPlace(fitting, latest, () => (told = true)) : fitting, told }
}

function only(items: Items, keep: (item: Item, value: string | number) => boolean): Items {
  return new Map([...items].filter(([value, item]) => keep(item, value)))
}

/** "booking 12", "session number 4". */
function numberAfter(said: Said, noun: string): number | undefined {
  const words = tokenize(said.rest)
  const head = tokenize(noun).at(-1)
  if (!head) return undefined
  const at = words.findIndex((word) => sameMeaning(word, head))
  const next = words.slice(at + 1, at + 3).find(({ word }) => /^\d+$/.test(word))
  return at >= 0 && next ? Number(next.word) : undefined
}

/** What the latest utterance that speaks of days, of times, of a part of the day, asks of a moment. */
export function whenTests(latest: readonly Said[]): ((moment: Moment) => boolean)[] {
  const tests: ((moment: Moment) => boolean)[] = []
  const days = latest.find(({ dates, range }) => dates.length > 0 || range)
  if (days) {
    const { dates, range } = days
    tests.push(({ day }) => dates.includes(day) || (range !== undefined && day >= range.from && day <= range.to))
  }
  const timed = latest.find(({ times }) => times.length > 0)
  if (timed) {
    tests.push(({ hour, minute }) =>
      timed.times.some(
        (time) => time.minute === minute && (time.hour === hour || (!time.sure && (time.hour + 12) % 24 === hour)),
      ),
    )
    return tests
  }
  const part = latest.find(({ partOfDay }) => partOfDay)?.partOfDay
  if (part === 'morning') tests.push(({ hour }) => hour < 12)
  if (part === 'afternoon') tests.push(({ hour }) => hour >= 12 && hour < 18)
  if (part === 'evening') tests.push(({ hour }) => hour >= 18)
  return tests
}

function scalarKeys(items: Items): string[] {
  const keys = new Set<string>()
  for (const item of items.values()) {
    for (const [key, value] of Object.entries(item)) {
      const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)
      if (!isId(key) && !isMoment && (typeof value === 'string' || typeof value === 'number')) keys.add(key)
    }
  }
  return [...keys]
}

/** The values of one field that the latest utterance which speaks of it names. */
function valuesSaid(key: string, items: Items, latest: readonly Said[], index: ToolIndex): unknown[] {
  const values = new Set<unknown>([...[...items.values()].map((item) => item[key]), ...index.choicesOf(key)])
  for (const said of latest) {
    const scored = [...values].map((value) => ({ value, score: saidScore(key, value, said) }))
    const best = Math.max(...scored.map(({ score }) => score))
    const named = scored.filter(({ score }) => score > 0 && score === best).map(({ value }) => value)
    const others = named.filter((value) => !isSelf(value))
    if (named.length > 0) return others.length > 0 ? others : named
  }
  return []
}

/** How many of a value's words were said; a number only beside its field's name ("court 2"). */
function saidScore(key: string, value: unknown, said: Said): number {
  if (typeof value === 'number') {
    const label = tokenize(splitName(key)).at(-1)
    const words = tokenize(said.rest)
    const at = label ? words.findIndex((word) => sameMeaning(word, label)) : -1
    return at >= 0 && words[at + 1]?.word === String(value) ? 1 : 0
  }
  if (typeof value !== 'string') return 0
  const words = tokenize(value).filter(({ concepts, word }) => concepts.length > 0 && word.length > 1)
  // A long text is no name.
  if (words.length > 5) return 0
  // "My son" is not oneself.
  if (isSelf(value) && said.tokens.some(({ concepts }) => concepts.some((each) => relations.has(each)))) return 0
  return words.filter((word) => said.tokens.some((token) => sameMeaning(token, word))).length
}

function isSelf(value: unknown): boolean {
  return typeof value === 'string' && tokenize(value).some(({ concepts }) => concepts.includes('self'))
}

function byPlace(items: Items, latest: readonly Said[], tell: () => void): Items {
  const ordinal = latest.find((said) => said.ordinal !== undefined)?.ordinal
  const any = latest.some(({ folded }) =>
    /\b(any of them|any one|whichever|either|doesn'?t matter|qualquer|tanto faz)\b/.test(folded),
  )
  const place = ordinal ?? (any ? 0 : undefined)
  const chosen = place === undefined ? undefined : [...items].at(place)
  if (!chosen) return items
  tell()
  return new Map([chosen])
}
