import * as english from 'chrono-node/en'
import * as portuguese from 'chrono-node/pt'
import type { Language } from './detect-language.ts'
import { fold } from './tokens.ts'
import { writeNumbers } from './understand-numbers.ts'
import { replaceTimes, understandPartOfDay, type PartOfDay, type TimeOfDay } from './understand-time.ts'
import { dayIn, daysAfter, offsetIn, weekdayOf } from './zoned-day.ts'

export interface When {
  /** Days, `YYYY-MM-DD`, in the order in which they were said. */
  dates: string[]
  /** Both included, where a span of days was said ("next week", "from monday to friday"). */
  range: { from: string; to: string } | undefined
  times: TimeOfDay[]
  partOfDay: PartOfDay | undefined
  /** What is left of the text, folded, with digits: the numbers in it are neither dates nor times. */
  rest: string
}

export interface Clock {
  now: Date
  /** IANA. */
  timezone: string
}

const lengths = /\b(second|minute|hour|segundo|minuto|hora)s?\b|^(an?|1|per|each) ?(week|day|month|year)s?$/

/** Finds the days and times that are said, as the person's own zone has them; days without a year lie ahead. */
export function understandWhen(text: string, language: Language, { now, timezone }: Clock): When {
  const today = dayIn(timezone, now)
  const times: TimeOfDay[] = []
  const folded = writeNumbers(fold(text))
  const { text: spanless, range } = takeRange(folded, today)
  const dated = sayDays(spanless, today)
  const timeless = replaceTimes(dated, (time) => {
    times.push(time)
    return ` ;t${times.length - 1}; `
  })
  const inOrder = Array.from(timeless.matchAll(/;t(\d+);/g), ([, at]) => times[Number(at)]).filter(
    (time) => time !== undefined,
  )
  const reference = { instant: now, timezone: offsetIn(timezone, now) }
  const chrono = language === 'pt' ? portuguese : english
  // Weekdays and months carry accents in the Portuguese locale's own lists.
  const bare = timeless.replaceAll(/;t\d+;/g, ';')
  const accented = language === 'pt' ? hideNumbers(accent(bare)) : bare
  const found = chrono.casual
    .parse(accented, reference, { forwardDate: true })
    // A length ("two seconds", "a week") is no day.
    .filter(({ text: said }) => !lengths.test(said))
    .filter(
      ({ start, text: said }) =>
        start.isCertain('day') || start.isCertain('weekday') || /today|hoje|tonight/.test(said),
    )
  const dates = found.flatMap(({ start, end }) => [dayOf(start), ...(end ? [dayOf(end)] : [])])
  let rest = accented
  for (const { text: said } of found) rest = rest.replace(said, ' ; ')
  const [first, second] = dates
  const spoken = first && second && /\b(from|between|de|entre)\b.*\b(to|until|and|a|ate|e)\b/.test(folded)
  return {
    dates: range ? [] : dates,
    range: range ?? (spoken ? { from: first, to: second } : undefined),
    times: inOrder,
    partOfDay: understandPartOfDay(folded),
    rest: rest.replaceAll(/\bx(\d+)x\b/g, '$1'),
  }
}

function dayOf(date: { get(part: 'year' | 'month' | 'day'): number | null }): string {
  return [date.get('year'), date.get('month'), date.get('day')].map((part) => String(part).padStart(2, '0')).join('-')
}

/** Spans that the locales do not know or read as one day. */
function takeRange(text: string, today: string): { text: string; range: When['range'] } {
  const monday = daysAfter(today, -((weekdayOf(today) + 6) % 7))
  const saturday = daysAfter(monday, 5)
  const spans: [RegExp, string, string][] = [
    [/\b(next week|(na )?(semana que vem|proxima semana))\b/, daysAfter(monday, 7), daysAfter(monday, 13)],
    [/\b(this week|(nesta|esta|essa) semana)\b/, today, daysAfter(monday, 6)],
    [/\b(next weekend|(no )?proximo fim de semana)\b/, daysAfter(saturday, 7), daysAfter(saturday, 8)],
    [
      /\b((this|the|on the) weekend|weekend|(nest[ea]|este|no|neste) fim de semana|fim de semana)\b/,
      saturday,
      daysAfter(saturday, 1),
    ],
  ]
  for (const [pattern, from, to] of spans) {
    if (pattern.test(text))
      return { text: text.replace(pattern, ' ; '), range: { from: from < today ? today : from, to } }
  }
  return { text, range: undefined }
}

/** Days that a locale misreads, written as `YYYY-MM-DD`, which every locale reads. */
function sayDays(text: string, today: string): string {
  return text
    .replaceAll(/\bdepois de amanha\b/g, daysAfter(today, 2))
    .replaceAll(/\b(?:the )?day after tomorrow\b/g, daysAfter(today, 2))
    .replaceAll(/\b(?:daqui a|daqui|em|in) (\d{1,3}) (?:dias?|days?)\b/g, (_, days: string) =>
      daysAfter(today, Number(days)),
    )
    .replaceAll(
      /\b(?:no |do )?dia (\d{1,2})\b(?! de|\/)/g,
      (match, day: string) => nextMonthDay(today, Number(day)) ?? match,
    )
    .replaceAll(
      /\bon the (\d{1,2})(?:st|nd|rd|th)\b(?! of)/g,
      (match, day: string) => nextMonthDay(today, Number(day)) ?? match,
    )
    .replaceAll(/\b(a|o|essa|pela) (segunda|terceira|quarta|quinta|sexta)\b(?!-?\s?feira| que vem)/g, ' ; ')
    .replaceAll(/\bsegundos?\b/g, ' seconds ')
}

/** The next day of the calendar with that number, in this month or a later one. */
function nextMonthDay(today: string, day: number): string | undefined {
  if (day < 1 || day > 31) return undefined
  for (let ahead = 0; ahead < 62; ahead += 1) {
    const candidate = daysAfter(today, ahead)
    if (Number(candidate.slice(8)) === day) return candidate
  }
  return undefined
}

/** The Portuguese locale reads "quadra 2" as "a 2", two o'clock: only numbers of a date are left for it. */
function hideNumbers(text: string): string {
  return text.replaceAll(/(?<![\d/.-])\b(\d{1,3})\b(?!\s*de\s+\p{L}|[\d/.-])/gu, 'x$1x')
}

function accent(text: string): string {
  return text
    .replaceAll(/\bamanha\b/g, 'amanhã')
    .replaceAll(/\bterca\b/g, 'terça')
    .replaceAll(/\bsabado\b/g, 'sábado')
    .replaceAll(/\b(de|em) marco\b/g, '$1 março')
}
