const units = [
  ['zero'],
  ['one', 'um', 'uma'],
  ['two', 'dois', 'duas'],
  ['three', 'tres'],
  ['four', 'quatro'],
  ['five', 'cinco'],
  ['six', 'seis'],
  ['seven', 'sete'],
  ['eight', 'oito'],
  ['nine', 'nove'],
  ['ten', 'dez'],
  ['eleven', 'onze'],
  ['twelve', 'doze'],
  ['thirteen', 'treze'],
  ['fourteen', 'quatorze', 'catorze'],
  ['fifteen', 'quinze'],
  ['sixteen', 'dezesseis'],
  ['seventeen', 'dezessete'],
  ['eighteen', 'dezoito'],
  ['nineteen', 'dezenove'],
]
const tens = [
  ['twenty', 'vinte'],
  ['thirty', 'trinta'],
  ['forty', 'quarenta'],
  ['fifty', 'cinquenta'],
  ['sixty', 'sessenta'],
  ['seventy', 'setenta'],
  ['eighty', 'oitenta'],
  ['ninety', 'noventa'],
]
const valueOf = new Map<string, number>([
  ...units.flatMap((words, value) => words.map((word) => [word, value] as const)),
  ...tens.flatMap((words, index) => words.map((word) => [word, (index + 2) * 10] as const)),
  ['hundred', 100],
  ['cem', 100],
])

/** `um`, `uma` and `one` are articles and pronouns more often than numbers. */
const doubtful = new Set(['one', 'um', 'uma'])

/**
 * Writes number words as digits, up to 199: "twenty five" and "vinte e cinco" become `25`.
 *
 * @param text lower case, without accents.
 * @param keepDoubtful keeps "one", "um" and "uma" as they are, unless they end a larger number.
 */
export function writeNumbers(text: string, keepDoubtful = true): string {
  const words = text.split(/(\s+|(?=[,.;:!?])|-(?=\p{L}))/u)
  const out: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const value = valueOf.get(word)
    if (value === undefined || (keepDoubtful && doubtful.has(word))) {
      out.push(word)
      continue
    }
    const joined = value >= 20 ? readUnit(words, index + 1) : undefined
    out.push(String(value + (joined?.value ?? 0)))
    if (joined) index = joined.last
  }
  return out.join('')
}

/** What follows a ten: " five", "-five" or " e cinco". */
function readUnit(words: readonly string[], from: number): { value: number; last: number } | undefined {
  let index = from
  const skip = () => {
    while (index < words.length && /^[\s-]*$/.test(words[index] ?? '')) index += 1
  }
  skip()
  if (words[index] === 'e') {
    index += 1
    skip()
  }
  const value = valueOf.get(words[index] ?? '')
  return value !== undefined && value > 0 && value < 10 ? { value, last: index } : undefined
}

const ordinals: [RegExp, number][] = [
  [/\b(first|primeir[oa]|earliest|1st)\b/, 0],
  [/\b(second|segund[oa]|2nd)\b/, 1],
  [/\b(third|terceir[oa]|3rd)\b/, 2],
  [/\b(fourth|quart[oa]|4th)\b/, 3],
  [/\b(fifth|quint[oa]|5th)\b/, 4],
  [/\b(last|ultim[oa]|latest)\b/, -1],
]

/**
 * The place in a list that was asked for: 0 is the first, -1 the last. A Portuguese weekday is none: "na segunda" and
 * "segunda-feira" are Monday, "a segunda" is the second.
 *
 * @param text lower case, without accents.
 */
export function understandOrdinal(text: string): number | undefined {
  const bare = text
    .replaceAll(/\b(segunda|terca|quarta|quinta|sexta)-?\s?feira\b/g, ' ')
    .replaceAll(/\b(na|nesta|essa|esta|proxima|ate|de|para|pra) (segunda|quarta|quinta|sexta)\b/g, ' ')
    .replaceAll(/\b(segunda|quarta|quinta|sexta) (que vem|de manha|a tarde|a noite)\b/g, ' ')
    .replaceAll(/\b(last|ultim[oa]) (modif\w*|time|week|month|name|lines?)\b/g, ' ')
  return ordinals.find(([pattern]) => pattern.test(bare))?.[1]
}
