import type { BookLanguage } from '@patchbay/contract'

/** `en`, `en-GB`, `English`, `pt`, `pt-BR`, `Português`. @returns Undefined for any other. */
export function bookLanguageOf(written: string | undefined): BookLanguage | undefined {
  if (written === undefined) return undefined
  if (/^en(g|\b|glish)/i.test(written) || /^ingl/i.test(written)) return 'en'
  if (/^(pt|por)/i.test(written)) return 'pt'
  return undefined
}

const common = {
  en: new Set('the and of to in he she was that it his her with had for not you as at they'.split(' ')),
  pt: new Set('o a os as de que e do da não um uma para com se ele ela em no na era'.split(' ')),
}

/** The language whose commonest words there are more of. @returns Undefined where there are hardly any. */
export function guessBookLanguage(text: string): BookLanguage | undefined {
  const words = text.toLowerCase().split(/[^\p{L}]+/u)
  const count = (language: BookLanguage) => words.filter((word) => common[language].has(word)).length
  const [en, pt] = [count('en'), count('pt')]
  if (Math.max(en, pt) < words.length * 0.08) return undefined
  return en >= pt ? 'en' : 'pt'
}
