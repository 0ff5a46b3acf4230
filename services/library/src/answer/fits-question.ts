import type { BookLanguage } from '@patchbay/contract'

const numberWords: Record<BookLanguage, Set<string>> = {
  en: new Set(
    'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half none nobody'.split(
      ' ',
    ),
  ),
  pt: new Set(
    'um uma dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezesseis dezassete dezessete dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento duzentos duzentas trezentos trezentas quatrocentos quatrocentas quinhentos quinhentas seiscentos seiscentas setecentos oitocentos novecentos mil milhão metade nenhum ninguém'.split(
      ' ',
    ),
  ),
}

interface Asks {
  number: RegExp
  name: RegExp
  /** Without one of these, the question wants a yes or a no, which no quotation is. */
  anything: RegExp
}

const asks: Record<BookLanguage, Asks> = {
  en: {
    number: /\bhow (many|much|old|far)\b|\b(what|which) (year|time)\b/i,
    name: /\bwho(m|se)?\b|\bname of\b|\b(is|are|was|were) .* (called|named)\b/i,
    anything: /\b(who(m|se)?|what|where|when|why|how|which|tell|describe|explain)\b/i,
  },
  pt: {
    number: /\bquant[oa]s?\b|\bem que ano\b|\ba que horas\b/i,
    name: /\bquem\b|\bse cham(a|am|ava|avam)\b|\bnome d[oae]\b/i,
    anything: /\b(quem|que|quê|qual|quais|onde|quando|como|quant[oa]s?|porque|conta|fala|descreve|explica)\b/i,
  },
}

/** A capital within a sentence. */
const innerCapital = /(?<=[\p{L}\d,;]\s+["“*]?)\p{Lu}\p{Ll}+/gu

/**
 * Whether a quotation can be the answer: it has a number where the question asks how many and a name where it asks who,
 * and its passage knows every name of the question.
 */
export function fitsQuestion(question: string, quotation: string, passage: string, language: BookLanguage): boolean {
  const { number, name, anything } = asks[language]
  if (/\?\s*$/.test(question) && !anything.test(question)) return false
  const asked = namesIn(question)
  const there = wordsOf(passage)
  if (![...asked].every((each) => there.has(each))) return false
  const words = wordsOf(quotation)
  if (number.test(question) && ![...words].some((word) => /\d/.test(word) || numberWords[language].has(word)))
    return false
  if (!name.test(question)) return true
  // Whose name it is has to be said beside it; who did something may be told of by a pronoun.
  if (!/\b(who|quem)/i.test(question) && ![...asked].every((each) => words.has(each))) return false
  return [...namesIn(passage)].some((each) => words.has(each) && !asked.has(each))
}

function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(innerCapital)].map(([name]) => name.toLowerCase()))
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\d]+/gu))
}
