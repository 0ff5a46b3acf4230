import type { BookLanguage } from '@patchbay/contract'
import type { Term } from '../search/read-terms.ts'
import { isCertain } from './asserts-it.ts'
import { doerOf } from './doer-of.ts'
import { isLight, verbsOf } from './verbs-of.ts'
import { kindOf, type QuestionKind } from './question-kind.ts'

/** What a word does in its question. */
export interface AskedTerm extends Term {
  /** `setting`: where or when it is asked about, which a scene says once. `name`: who is known from before. */
  role: 'core' | 'name' | 'setting'
  /** Says what happened. */
  verb: boolean
  /** A verb that says little. */
  light: boolean
}

export interface ReadQuestion {
  language: BookLanguage
  kind: QuestionKind
  terms: AskedTerm[]
  /** In lower case. */
  names: ReadonlySet<string>
  /** Whoever did what happened, in lower case, where the question names them. */
  doer: ReadonlySet<string>
  /** Places among the terms of a thing and whose it is: `Hester's cat`. */
  owned: { thing: number; owner: number }[]
  /** Place among the terms of the kind of thing that is asked for: `Which ring`. */
  sort?: number
  /** Of a count, the place among the terms of what is counted. */
  counted?: number
  /** It takes something for certain, as `did` does and `would` does not. */
  certain: boolean
  /** It wants more than a yes or a no, which no quotation is. */
  open: boolean
}

interface Grammar {
  /** Before a setting. */
  setting: RegExp
  /** Not at the beginning: all that follows is a setting. */
  when: RegExp
  /** The kind of thing that is asked for, which an answer may have another word for. */
  sort: RegExp
  possessive: RegExp
  counted: RegExp
  /** Says that what is counted is somebody's. */
  has: RegExp
  open: RegExp
}

const title = '(?:(?:o|a|os|as|senhor|senhora|dona|padre|velho|velha|doutor|doutora)\\s+)*'

const grammars: Record<BookLanguage, Grammar> = {
  en: {
    setting:
      /\b(?:in|at|on|by|near|during|after|before|inside|under|behind|from)\s+(?:(?:the|a|an|his|her|their|its|that)\s+)?/gi,
    when: /(?<=\S\s+)(?:when|while|before|after|as)\b/i,
    sort: /\b(?:what|which)\s+(?:(?:kind|sort|type|other|strange|small)\s+(?:of\s+)?)*(?<noun>\p{Ll}{3,})/iu,
    possessive: /(?<owner>\p{L}+)['’]s?\s+(?<thing>\p{Ll}+)/gu,
    has: /\b(?:have|has|had)\b/i,
    counted: /\bhow many\s+(?:(?:\p{L}*[^s\s]\s+){1,2}(?=\p{L}+s\b))?(?<noun>\p{L}+)/iu,
    open: /\b(?:who(?:m|se)?|what|where|when|why|how|which|tell|describe|explain)\b/i,
  },
  pt: {
    setting:
      /(?<!\p{L})(?:em|no|na|nos|nas|num|numa|durante|depois d[aeo]|antes d[aeo]|ao|à|pel[ao])\s+(?:(?:o|a|seu|sua)\s+)?/giu,
    when: /(?<=\S\s+)(?:quando|enquanto|antes de|depois de)(?!\p{L})/iu,
    sort: /(?<!\p{L})(?:que|qual|quais)\s+(?<noun>\p{Ll}{4,})/iu,
    possessive: new RegExp(`(?<thing>\\p{Ll}+)\\s+d[aeo]s?\\s+${title}(?<owner>\\p{Lu}\\p{L}+)`, 'gu'),
    has: /(?<!\p{L})(?:tem|têm|tinham?|teve)(?!\p{L})/iu,
    counted: /\bquant[oa]s\s+(?<noun>\p{L}+)/iu,
    open: /(?<!\p{L})(?:quem|que|quê|qual|quais|onde|quando|como|quant[oa]s?|porqu[eê]|conta|fala|descreve|explica)(?!\p{L})/iu,
  },
}

/** What the kind of thing that is asked for counts for. */
const SORT = 0.5
/** What a verb that says what happened counts for. */
const VERB = 1.3

/** A capital within a sentence. */
const innerCapital = /(?<=(?:[\p{L}\d,;]['’]?|\b(?:Mr|Mrs|Ms|Dr|St|Capt|Sr|Sra|Dra)\.)\s+["“*]?)\p{Lu}\p{Ll}+/gu

/** The names in a text, in lower case: what begins a sentence may be any word. */
export function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(innerCapital)].map(([name]) => name.toLowerCase()))
}

/** A question's words, each with what it does there, and what is asked for. */
export function readQuestion(question: string, terms: Term[], language: BookLanguage): ReadQuestion {
  const grammar = grammars[language]
  const kind = kindOf(question, language)
  const names = namesIn(question)
  const after = [...question.matchAll(grammar.setting)].map(({ index, 0: found }) => index + found.length)
  const lower = question.toLowerCase()
  const indexOf = (word: string | undefined) =>
    terms.findIndex(({ words }) => words.includes(word?.toLowerCase() ?? ''))
  const when = grammar.when.exec(question)?.index ?? Infinity
  const sort = indexOf(grammar.sort.exec(question)?.groups?.['noun'])
  const isSetting = ({ words }: Term) =>
    words.some((word) => lower.indexOf(word) > when) ||
    words.some((word) =>
      after.some((from) => lower.startsWith(word, from) || lower.slice(from).split(/\s+/)[1] === word),
    )
  const counted = indexOf(grammar.counted.exec(question)?.groups?.['noun'])
  const verbs = verbsOf(question, language)
  return {
    language,
    kind,
    terms: terms.map((term, index) => {
      const verb = term.words.some((word) => verbs.has(word))
      const isSaid = term.words.some((word) => kind.says.has(word))
      return {
        ...term,
        weight: isSaid ? 0 : term.weight * (index === sort ? SORT : verb ? VERB : 1),
        role: term.words.some((word) => names.has(word)) ? 'name' : isSetting(term) ? 'setting' : 'core',
        light: term.words.some(isLight),
        verb: verb && !isSaid && !isSetting(term),
      }
    }),
    ...(sort >= 0 && !terms[sort]?.words.some((word) => kind.says.has(word)) && { sort }),
    names,
    doer: new Set(doerOf(question, verbs, language)),
    owned: [
      ...[...question.matchAll(grammar.possessive)].map(({ groups }) => ({
        thing: indexOf(groups?.['thing']),
        owner: indexOf(groups?.['owner']),
      })),
      ...(grammar.has.test(question) ? [...names].map((name) => ({ thing: counted, owner: indexOf(name) })) : []),
    ].filter(({ thing, owner }) => thing >= 0 && owner >= 0),
    ...(kind.name === 'count' && counted >= 0 && { counted }),
    certain: isCertain(question, language),
    open: !/\?\s*$/.test(question) || grammar.open.test(question),
  }
}
