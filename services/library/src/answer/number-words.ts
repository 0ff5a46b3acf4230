import type { BookLanguage } from '@patchbay/contract'

const words: Record<BookLanguage, string> = {
  en:
    'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen ' +
    'twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen',
  pt:
    'dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze dezasseis dezesseis dezassete ' +
    'dezessete dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento duzentos ' +
    'duzentas trezentos trezentas quatrocentos quatrocentas quinhentos quinhentas seiscentos seiscentas setecentos setecentas ' +
    'oitocentos oitocentas novecentos novecentas mil milhão',
}

/** The source of an expression for one number, in digits or words. One alone is no number: it is an article as often. */
export const numberSource: Record<BookLanguage, string> = {
  en: source(words.en, '(?:[ -]|,? and )', 'one|half'),
  pt: source(words.pt, '(?: e |,? )', 'um|uma|meia'),
}

function source(list: string, joint: string, small: string): string {
  const word = `(?:\\d+(?:[.,]\\d+)*|${list.replaceAll(' ', '|')})`
  return `(?<![\\p{L}\\d])${word}(?:${joint}(?:${word}|(?:${small})))*(?![\\p{L}\\d])`
}
