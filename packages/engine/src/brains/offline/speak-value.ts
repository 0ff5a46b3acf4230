import type { Language } from './detect-language.ts'
import { isItem, type Item } from './facts.ts'
import { inPortuguese } from './lexicon.ts'
import { readMoment, type Moment } from './moment.ts'
import { phrases } from './phrases.ts'
import { fold, splitName } from './tokens.ts'
import type { Clock } from './understand-when.ts'
import { dayIn, daysAfter } from './zoned-day.ts'

/** How things are said: in which language, and from when "tomorrow" counts. */
export interface Voice {
  language: Language
  clock: Clock
  /** A day that was said just before, so that times on it are said without it: `YYYY-MM-DD`. */
  day?: string
}

/** "tomorrow, Sunday 22 November" */
export function speakDay(day: string, { language, clock }: Voice): string {
  const words = phrases(language)
  const today = dayIn(clock.timezone, clock.now)
  const format = new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  })
  const spoken = format
    .format(new Date(`${day}T12:00:00Z`))
    .replaceAll(/(?<=^\p{L}+), /gu, language === 'pt' ? ', ' : ' ')
  if (day === today) return `${words.today}, ${spoken}`
  return day === daysAfter(today, 1) ? `${words.tomorrow}, ${spoken}` : spoken
}

/** "9:00" and "9h", "16:30" and "16h30" */
function speakTime({ hour, minute }: Pick<Moment, 'hour' | 'minute'>, language: Language): string {
  const minutes = String(minute).padStart(2, '0')
  if (language === 'pt') return minute === 0 ? `${hour}h` : `${hour}h${minutes}`
  return `${hour}:${minutes}`
}

export function speakMoment(moment: Moment, voice: Voice): string {
  const at = voice.language === 'pt' && moment.hour === 1 ? 'à' : phrases(voice.language).at
  const time = `${at} ${speakTime(moment, voice.language)}`
  return moment.day === voice.day ? time : `${speakDay(moment.day, voice)} ${time}`
}

/** A time in a recording: "40 seconds", "12 minutes". */
export function speakDuration(seconds: number, language: Language): string {
  const unit = seconds < 60 ? 'second' : 'minute'
  const format = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(language === 'pt' ? 'pt-BR' : 'en', format).format(seconds < 60 ? seconds : seconds / 60)
}

/** An amount in its smallest unit, in words: "180 reais". */
function speakPrice(amountMinor: number, currency: string, language: Language): string {
  const locale = language === 'pt' ? 'pt-BR' : 'en'
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions()
  const amount = amountMinor / 10 ** maximumFractionDigits
  const digits = Number.isInteger(amount) ? 0 : maximumFractionDigits
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  if (currency === 'BRL')
    return `${new Intl.NumberFormat(locale, options).format(amount)} ${amount === 1 ? 'real' : 'reais'}`
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'name', ...options }).format(
    amount,
  )
}

/** A price as our services and others write it: `{amount_minor, currency}`. */
export function asPrice(value: unknown, language: Language): string | undefined {
  if (!isItem(value)) return undefined
  const { amount_minor: amount, currency } = value
  if (typeof amount !== 'number' || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return undefined
  return speakPrice(amount, currency, language)
}

/** The words of a tool's name; in Portuguese where the vocabulary has every one of them. */
export function speakName(name: string, language: Language): string {
  const words = splitName(name).toLowerCase().split(' ')
  if (language === 'en') return words.join(' ')
  const translated = words.map(translate)
  return translated.every((word) => word !== undefined) ? [...new Set(translated)].join(' ') : words.join(' ')
}

const prepositions: Record<string, string> = { from: 'de', to: 'para', by: 'por', of: 'de' }

/** What a member of an object is called. Portuguese says the last word, the noun: `voucher_code` is "cupom". */
export function speakLabel(name: string, language: Language): string {
  const words = splitName(name).toLowerCase().split(' ')
  const remaining = words.length > 1 && words.at(-1) === 'left'
  const noun = words.at(remaining ? -2 : -1) ?? ''
  return language === 'en' ? words.join(' ') : (prepositions[noun] ?? translate(noun) ?? words.join(' '))
}

function translate(word: string): string | undefined {
  const translated = inPortuguese(fold(word))
  return translated !== undefined && /[^su]s$/.test(word) ? inPlural(translated) : translated
}

/** The plural of a Portuguese noun, by its ending. */
function inPlural(word: string): string {
  if (word.endsWith('ão')) return `${word.slice(0, -2)}ões`
  if (word.endsWith('m')) return `${word.slice(0, -1)}ns`
  if (/[aeou]l$/.test(word)) return `${word.slice(0, -1)}is`
  if (/[rz]$/.test(word)) return `${word}es`
  return word.endsWith('s') ? word : `${word}s`
}

/** A word of data: an English one of the vocabulary is said in Portuguese where that is spoken, a name stays as it is. */
export function speakWord(value: string, language: Language): string {
  const plain = /^[a-z]+([_-][a-z]+)*$/.test(value) ? value.replaceAll(/[_-]/g, ' ') : value
  if (language === 'en' || !/^[a-z]+$/.test(plain)) return plain
  return inPortuguese(plain) ?? plain
}

/** One value in words, without its name; undefined for what has no words (an object, a blob). */
export function speakScalar(value: unknown, voice: Voice): string | undefined {
  const words = phrases(voice.language)
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number')
    return new Intl.NumberFormat(voice.language === 'pt' ? 'pt-BR' : 'en', { useGrouping: false }).format(value)
  if (typeof value !== 'string') return asPrice(value, voice.language)
  const moment = readMoment(value, voice.clock.timezone)
  if (moment) return speakMoment(moment, voice)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return speakDay(value, voice)
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(value) ?? []
  if (hour !== undefined) return speakTime({ hour: Number(hour), minute: Number(minute) }, voice.language)
  const plain = withoutMarks(value)
  return plain.length > 400 ? `${plain.slice(0, 300)}…` : speakWord(plain, voice.language)
}

/** Prose without the asterisks of emphasis, on one line; a single word, such as a pattern of files, stays as it is. */
export function withoutMarks(text: string): string {
  if (!/\s/.test(text.trim())) return text
  return text.replaceAll(/\*+(?=\S)|(?<=\S)\*+/g, '').replaceAll(/\s+/g, ' ')
}

/** Members that say what an item is called. */
export function nameOf(item: Item): string | undefined {
  for (const [key, value] of Object.entries(item)) {
    if (typeof value === 'string' && /(^|_)(name|title|label)$|[\p{Ll}](Name|Title)$/u.test(key)) return value
  }
  return undefined
}
