import { stem } from './stem.ts'
import { vocabulary } from './vocabulary.ts'

/** Words that say nothing about what is wanted. */
const stopWords = new Set(
  (
    'a an the of to for from in on at by with and or is are was be been it its this that these those there here i me you your ' +
    'he she we us they them do does did can could would should will shall may want wants need please just some any ' +
    'how what which who when where why if so as into up out off about then than too also has have had got ok okay hi ' +
    'hello hey thanks thank let lets id im ill s t re ve d ll use used using tool tools given one ones them ' +
    'o os as um uma uns umas de do da dos das em no na nos nas ao aos por para pra pro com e ou que se eu voce voces ele ' +
    'ela isso isto este esta esse essa aquele aquela meu meus minhas quero queria gostaria preciso pode poderia posso ' +
    'favor qual quais quem quando onde como porque sao esta estao ser estar foi tem ha me te lhe la ai ja so tambem muito ' +
    'quanto quantos quantas sobre entao vai vou fazer faz faca'
  ).split(' '),
)

const exact = new Map<string, string[]>()
const prefixes: [prefix: string, concept: string][] = []
const portugueseOf = new Map<string, string>()

for (const { concept, words, pt } of vocabulary) {
  if (pt) portugueseOf.set(concept, pt)
  for (const word of [concept, ...words.split(' ')]) {
    if (word.endsWith('*')) prefixes.push([word.slice(0, -1), concept])
    else exact.set(word, [...new Set([...(exact.get(word) ?? []), concept])])
  }
}
prefixes.sort(([one], [other]) => other.length - one.length)

/**
 * What a word can mean, across languages.
 *
 * @param word lower case, without accents.
 */
export function conceptsOf(word: string): readonly string[] {
  const known = exact.get(word)
  if (known) return known
  if (stopWords.has(word)) return []
  const prefix = prefixes.find(([start]) => word.startsWith(start))
  if (prefix) return [prefix[1]]
  return exact.get(stem(word)) ?? [stem(word)]
}

/** The Portuguese word for an English one of the vocabulary, to be spoken; undefined where there is none. */
export function inPortuguese(word: string): string | undefined {
  for (const concept of conceptsOf(word)) {
    const translated = portugueseOf.get(concept)
    if (translated) return translated
  }
  return undefined
}
