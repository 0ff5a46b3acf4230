import { splitSentences as sentencesOf } from '@patchbay/speech'
import { isItem, type Fact, type Item } from './facts.ts'
import { capitalize, joinWords, phrases } from './phrases.ts'
import { speakAnswer } from './speak-answer.ts'
import { speakItem, speakMember } from './speak-item.ts'
import type { Language } from './detect-language.ts'
import { momentOf } from './moment.ts'
import { nameOf, speakDay, speakLabel, speakScalar, type Voice } from './speak-value.ts'

/** How many things of a list are said. */
const most = 3
/** How much of a long text is said: sentences, and characters in all. */
const sentences = 3
const characters = 420

/**
 * Says what a tool answered. An error is said as it is and never as a success; a change that succeeded begins with
 * "Done."
 */
export function speakResult(fact: Fact, voice: Voice, readOnly: boolean): string {
  const words = phrases(voice.language)
  if (fact.failed || saysNo(fact.data)) return speakFailure(fact, voice)
  const data = withoutQuestion(fact.heard ?? fact.data, fact.arguments)
  const spoken = data === undefined ? speakText(fact.text, voice) : speakData(data, voice)
  const told = spoken === '' ? (readOnly ? words.empty : '') : asSentence(spoken)
  // A text is the tool's own way of saying what happened; members of an object do not say that it did.
  return readOnly || (fact.data === undefined && told !== '') ? told : `${words.done} ${told}`.trim()
}

/** What a tool was asked with is no part of what it answers. */
function withoutQuestion(data: unknown, asked: Item): unknown {
  if (!isItem(data)) return data
  return Object.fromEntries(
    Object.entries(data).filter(([key, value]) => typeof value !== 'string' || asked[key] !== value),
  )
}

function saysNo(data: unknown): boolean {
  return isItem(data) && (data['success'] === false || data['ok'] === false || typeof data['error'] === 'string')
}

function speakFailure({ data, text }: Fact, voice: Voice): string {
  const words = phrases(voice.language)
  const error = isItem(data) ? [data['error'], data['message']].find((each) => typeof each === 'string') : undefined
  const said = error ?? (data === undefined ? firstSentences(text) : '')
  return said.trim() === '' ? words.failed : asSentence(said)
}

function speakData(data: unknown, voice: Voice): string {
  if (Array.isArray(data)) return speakMany(data, '', voice)
  if (!isItem(data)) return speakScalar(data, voice) ?? ''
  const answer = speakAnswer(data, voice.language)
  if (answer !== undefined) return answer
  const members = Object.entries(data)
  const [only] = members
  if (members.length === 1 && typeof only?.[1] === 'string') return speakText(only[1], voice)
  const lists = members.filter(([, value]) => Array.isArray(value) && (value.length === 0 || value.some(isItem)))
  // Nothing to tell of an empty list beside members that say something.
  if (lists.every(([, value]) => Array.isArray(value) && value.length === 0) && members.length - lists.length > 2)
    return speakItem(data, voice)
  if (lists.length === 0) return speakItem(data, voice)
  const rest = members.filter((member) => !lists.includes(member))
  // What a list was asked with ("query", "total") says less than the list.
  const before = rest.length > 3 ? speakItem(Object.fromEntries(rest), voice) : ''
  const filled = lists.filter(([, value]) => Array.isArray(value) && value.length > 0)
  const told = (filled.length > 0 ? filled : lists.slice(0, 1)).map(([key, value]) =>
    speakMany(Array.isArray(value) ? value : [], speakLabel(key, voice.language), voice),
  )
  return [before, ...told]
    .filter((each) => each !== '')
    .map(asSentence)
    .join(' ')
}

/** "5 sessions. surf, …; surf, …; surf, …; and 2 more" */
function speakMany(values: readonly unknown[], label: string, voice: Voice): string {
  const { language } = voice
  if (values.length === 0)
    return language === 'en' && label !== '' ? `I found no ${label}` : phrases(language).nothingFound
  const shared = sharedWords(values, voice)
  const day = sharedDay(values, voice)
  const own = day === undefined ? voice : { ...voice, day }
  const told = values
    .slice(0, most)
    .map((value) => (isItem(value) ? speakItem(value, own, shared) : (speakScalar(value, voice) ?? '')))
    .filter((each) => each !== '')
  const noun = label === '' ? (language === 'pt' ? 'itens' : 'items') : label
  const count = `${values.length} ${values.length === 1 ? singular(noun, language) : noun}`
  const common = [...shared, ...(day === undefined ? [] : [speakDay(day, voice)])].map((each) => `, ${each}`).join('')
  const left = values.length - most
  const more = left > 0 ? (language === 'pt' ? `; e mais ${left}` : `; and ${left} more`) : ''
  return `${count}${common}: ${told.join('; ')}${more}`
}

/** What is the same in every item is said once, before them. */
function sharedWords(values: readonly unknown[], voice: Voice): ReadonlySet<string> {
  const items = values.filter(isItem)
  const [first] = items
  if (!first || items.length < 2 || items.length < values.length) return new Set()
  const shared = Object.entries(first).filter(
    ([key, value]) =>
      typeof value === 'string' && !/name|title|id$/i.test(key) && items.every((item) => item[key] === value),
  )
  return new Set(shared.flatMap(([key, value]) => speakMember(key, value, voice) ?? []))
}

/** The day of every item, where it is one and the same. */
function sharedDay(values: readonly unknown[], { clock }: Voice): string | undefined {
  const days = new Set(values.map((value) => (isItem(value) ? momentOf(value, clock.timezone)?.day : undefined)))
  const [day] = days
  return values.length > 1 && days.size === 1 ? day : undefined
}

function singular(label: string, language: Language): string {
  if (language === 'pt')
    return label
      .replace(/ões$/, 'ão')
      .replace(/ns$/, 'm')
      .replace(/([aeiou])s$/, '$1')
  return label.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
}

/** A text as a voice says it: a few lines as a list, a longer one by its first sentences, marks left out. */
function speakText(text: string, voice: Voice): string {
  const lines = text
    .split('\n')
    .map((line) => plain(line).replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
  if (lines.length > 1 && lines.every((line) => line.length < 90) && !lines.some((line) => /[.!?]$/.test(line))) {
    const [first = '', ...rest] = lines
    if (first.endsWith(':')) return `${first} ${speakText(rest.join('\n'), voice)}`
    const shown = lines.slice(0, 6)
    const left = lines.length - shown.length
    const more = voice.language === 'pt' ? `e mais ${left}` : `and ${left} more`
    return left > 0 ? `${shown.join(', ')} ${more}` : joinWords(shown, phrases(voice.language).and)
  }
  return firstSentences(
    lines.length > 1 ? lines.map((line) => asSentence(line.replace(/:$/, ''))).join(' ') : (lines[0] ?? ''),
  )
}

/** Without the marks of listings and Markdown. */
function plain(line: string): string {
  return line
    .replace(/^\s*\[([A-Z]{2,})\]\s*/, (_, kind: string) => `${kind === 'DIR' ? 'folder' : kind.toLowerCase()} `)
    .replace(/^\s*(#+|[-*>•]|\d+\.)\s+/, '')
    .replaceAll(/[*_`]{1,3}(\S[^*_`]*)[*_`]{1,3}/g, '$1')
    .trim()
}

function firstSentences(text: string): string {
  const said = splitSentences(text.trim().replace(/^MCP error -?\d+: /, ''))
    .slice(0, sentences)
    .join(' ')
  return said.length > characters ? `${said.slice(0, said.lastIndexOf(' ', characters))}…` : said
}

/** The sentences of a text, as the voice splits them, each with its mark and without what is around it. */
export function splitSentences(text: string): string[] {
  return [...sentencesOf(text)].map((each) => each.trim()).filter((each) => each !== '')
}

function asSentence(text: string): string {
  const spoken = capitalize(text.trim())
  return spoken === '' || /[.!?…]["”’»)]*$/.test(spoken) ? spoken : `${spoken}.`
}

/** The day that all items share, to be said once in a question about them. */
export function speakSharedDay(all: readonly Item[], voice: Voice): string | undefined {
  const day = sharedDay(all, voice)
  return day === undefined ? undefined : speakDay(day, voice)
}

/** The members of a result that tell one item from the others, for a question. */
export function speakChoice(item: Item, all: readonly Item[], voice: Voice): string {
  const shared = sharedWords(all, voice)
  const names = new Set(all.map(nameOf))
  const name = nameOf(item)
  if (name !== undefined && names.size === all.length) return name
  const telling = Object.fromEntries(Object.entries(item).filter(([key]) => !/left|remaining|price/i.test(key)))
  const day = sharedDay(all, voice)
  return speakItem(telling, day === undefined ? voice : { ...voice, day }, shared)
}
