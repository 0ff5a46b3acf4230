/** Endings that are cut, the longest first, where at least four letters stay. */
const endings = [
  'amentos',
  'amento',
  'acoes',
  'ations',
  'ation',
  'acao',
  'ings',
  'ing',
  'ies',
  'oes',
  'ado',
  'ada',
  'ed',
  'es',
  's',
]

/** A word without its commonest English and Portuguese endings: enough to bring the forms of one word together. */
export function stem(word: string): string {
  const ending = endings.find((each) => word.endsWith(each) && word.length - each.length >= 4)
  return ending ? word.slice(0, -ending.length) : word.length > 3 ? word.replace(/([^s])s$/, '$1') : word
}
