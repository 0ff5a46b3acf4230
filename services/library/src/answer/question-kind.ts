import type { BookLanguage } from '@patchbay/contract'
import type { KindName, Rule } from './kind-rule.ts'
import { kindsInEnglish } from './kinds-in-english.ts'
import { kindsInPortuguese } from './kinds-in-portuguese.ts'

/** What a question asks for. */
export interface QuestionKind {
  name: KindName
  /** Words of the question that say what is asked for and not about what. */
  says: ReadonlySet<string>
  /** What an answer has in it; global. Undefined where anything may be one. */
  answer?: RegExp
  /** So near, in words, to something of what was asked about. */
  reach: number
}

/** Unless a rule says otherwise. */
const REACH = 14

const rules: Record<BookLanguage, Rule[]> = { en: kindsInEnglish, pt: kindsInPortuguese }

const none: ReadonlySet<string> = new Set()

/** What a question asks for, by its words. */
export function kindOf(question: string, language: BookLanguage): QuestionKind {
  const rule = rules[language].find(({ asks }) => asks.test(question))
  if (!rule) return { name: 'thing', says: none, reach: REACH }
  return {
    name: rule.name,
    says: new Set(rule.says?.split(' ')),
    reach: rule.reach ?? REACH,
    ...(rule.answer && { answer: rule.answer }),
  }
}
