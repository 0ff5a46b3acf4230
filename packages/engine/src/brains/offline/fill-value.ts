import type { Argument } from './argument.ts'
import { sameMeaning, tokenize, type Token } from './tokens.ts'
import type { TimeOfDay } from './understand-time.ts'
import type { Said } from './understand-utterance.ts'
import { offsetIn } from './zoned-day.ts'

/** The choice of an argument that was said, in either language; the longest where several were. */
export function fillChoice({ choices }: Argument, said: Said): string | number | undefined {
  return choicesSaid(choices, said).toSorted((one, other) => String(other).length - String(one).length)[0]
}

export function choicesSaid(choices: readonly (string | number)[], said: Said): (string | number)[] {
  return choices.filter((choice) => {
    if (typeof choice === 'number') return new RegExp(String.raw`\b${choice}\b`).test(said.rest)
    const words = tokenize(choice.replaceAll('_', ' '))
    if (words.length === 0) return false
    return said.tokens.some((_, start) =>
      words.every((word, offset) => {
        const token = said.tokens[start + offset]
        return token !== undefined && sameMeaning(token, word)
      }),
    )
  })
}

/** True where the words of a flag's name were said, false where they were denied. */
export function fillFlag({ words }: Argument, said: Said): boolean | undefined {
  const telling = words.filter(
    ({ concepts, word }) => concepts.length > 0 && !/^(include|includes|show|with|is|has|enable|dry)$/.test(word),
  )
  if (telling.length === 0) return undefined
  const at = said.tokens.findIndex((token) => telling.some((word) => sameMeaning(token, word)))
  if (at < 0 || !telling.every((word) => said.tokens.some((token) => sameMeaning(token, word)))) return undefined
  return !said.tokens.slice(Math.max(0, at - 3), at).some(({ word }) => /^(no|not|without|dont|nao|sem)$/.test(word))
}

/** Numbers that were said, apart from days and times, each with the words around it. */
interface NumberSaid {
  value: number
  before: Token | undefined
  after: Token | undefined
}

function numbersIn(said: Said): NumberSaid[] {
  const words = tokenize(said.rest.replaceAll(/(\d)[.,](\d)/g, '$1point$2'))
  return words.flatMap((token, index) => {
    const value = Number(token.word.replace('point', '.'))
    return /^\d+(point\d+)?$/.test(token.word) ? [{ value, before: words[index - 1], after: words[index + 1] }] : []
  })
}

/** The number beside an argument's name ("court 2", "three sessions"), or, where several must be given, in their order. */
export function fillNumber(
  argument: Argument,
  said: Said,
  siblings: readonly Argument[],
  answered: boolean,
): number | undefined {
  const numbers = numbersIn(said)
  if (answered) return numbers[0]?.value ?? (/\b(one|um|uma)\b/.test(said.rest) ? 1 : undefined)
  const described = tokenize(argument.description)
  const near = (token: Token | undefined, words: readonly Token[]) =>
    token !== undefined &&
    token.concepts.length > 0 &&
    words.some((word) => word.concepts.length > 0 && sameMeaning(token, word))
  const beside = numbers.find(
    ({ before, after }) =>
      near(before, argument.words) ||
      near(after, argument.words) ||
      (near(before, described) && near(after, described)),
  )
  if (beside) return beside.value
  const needed = siblings.filter(({ kind, required }) => kind === 'number' && required)
  if (argument.required) return numbers[needed.indexOf(argument)]?.value
  const single = siblings.filter(({ kind, required }) => kind === 'number' && !required).length === 1
  return numbers.find(
    ({ after }) =>
      near(after, described) || (single && isCount(argument) && after !== undefined && after.concepts.length > 0),
  )?.value
}

function isCount({ words }: Argument): boolean {
  return words.some(({ word, concepts }) => concepts.includes('number') || /^(limit|max|top|maximum|size)$/.test(word))
}

const starts = /^(from|since|start|starts|after|de|desde|begin)(_|$|[A-Z])|_(from|start)$/
const ends = /^(to|until|end|ends|before|ate|till)(_|$|[A-Z])|_(to|end)$/

/** The day that was said for an argument: the first or last of a span by the argument's name, else the one day. */
export function fillDay(argument: Argument, said: Said, siblings: readonly Argument[]): string | undefined {
  const { range, dates } = said
  if (starts.test(argument.name)) return range?.from ?? (hasSingleDay(siblings) ? undefined : dates[0])
  if (ends.test(argument.name)) return range?.to ?? (hasSingleDay(siblings) ? undefined : (dates[1] ?? dates[0]))
  return range ? (argument.required ? range.from : undefined) : dates[0]
}

function hasSingleDay(siblings: readonly Argument[]): boolean {
  return siblings.some(({ kind, name }) => kind === 'day' && !starts.test(name) && !ends.test(name))
}

/** `HH:MM` */
export function sayTime({ hour, minute }: TimeOfDay): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** ISO 8601 with the offset that the person's zone has at that moment. */
export function fillInstant(said: Said, timezone: string): string | undefined {
  const [day] = said.dates
  const [time] = said.times
  if (!day || !time) return undefined
  const offset = offsetIn(timezone, new Date(`${day}T${sayTime(time)}:00Z`))
  const size = Math.abs(offset)
  const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
  return `${day}T${sayTime(time)}:00${zone}`
}
