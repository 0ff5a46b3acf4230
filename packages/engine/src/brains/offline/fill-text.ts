import type { Argument } from './argument.ts'
import type { Entry } from './goal.ts'
import { sameMeaning, type Token } from './tokens.ts'
import type { IndexedTool } from './tool-index.ts'
import type { Said } from './understand-utterance.ts'
import { changes, looks } from './vocabulary.ts'

/** Where a value stops that is not the last thing said. */
const stops = new Set(
  'and with of in to for from that please as e com de do da em no na para pra que por on into'.split(' '),
)
/** What may stand between an argument's name and its value. */
const links = new Set(
  'is are of as called named to the a an be should o os as um uma e de do da chamado chamada number code that que'.split(
    ' ',
  ),
)
const naming = /^(called|named|titled|entitled|chamad[oa]s?|intitulad[oa]|nomead[oa])$/
/** Words of politeness and grammar that may stand before what is wanted. */
const leading = new Set(
  (
    'and please after can could would you i want to the a an for me in on at of my now just with about and some o as os um uma por favor ' +
    'pode poderia voce eu quero queria no na nos nas em para pra pro mim que do da de com sobre e me ao aos all any it do what'
  ).split(' '),
)
const trailing = /[\s,]*\b(please|for me|to me|thanks|thank you|por favor|para mim|pra mim|obrigad[oa])\s*[.!?]*$/i
/** Arguments that take a whole sentence. */
export const contents =
  /content|text|message|body|query|question|note|comment|description|observation|fact|topic|prompt|input/i

/** How much of the sentence an argument may take. */
export interface TextPlace {
  tool: IndexedTool
  /** The argument that this one is a member of, whose words announce it too ("an entity called…"). */
  parent: Argument | undefined
  /** It is the only thing that the tool must be told: what is left of the sentence is it. */
  alone: boolean
}

/** The text that was said for an argument, or undefined. */
export function fillText(argument: Argument, { said }: Entry, place: TextPlace): string | undefined {
  return (
    quotedFor(argument, said, place) ??
    announced(argument, said, place) ??
    (place.alone ? remainder(argument, said, place) : undefined)
  )
}

/** A whole utterance as the answer to a question. */
export function answerText(text: string): string {
  const quoted = /^["“](.+)["”]$/.exec(text.trim())?.[1]
  return quoted ?? trim(text.replace(/^\s*(it'?s|it is|call it|é|o nome é|chama)\s+/i, ''))
}

function trim(text: string): string {
  let rest = text.trim()
  while (trailing.test(rest)) rest = rest.replace(trailing, '')
  return rest.replace(/^[\s,:;-]+/, '').replace(/[\s.,!?;]+$/, '')
}

function quotedFor(argument: Argument, said: Said, { tool, alone }: TextPlace): string | undefined {
  if (said.quoted.length === 0 || !argument.required) return undefined
  const texts = tool.arguments.filter(({ kind, required }) => kind === 'text' && required)
  const position = Math.max(0, texts.indexOf(argument))
  return alone || texts.length <= 1 ? said.quoted[0] : said.quoted[position]
}

function announced(argument: Argument, said: Said, { tool, parent }: TextPlace): string | undefined {
  const { tokens } = said
  const isName = /(^|_)(name|title|label)s?$|[\p{Ll}](Name|Title)s?$/u.test(argument.name)
  const texts = tool.arguments.filter(({ kind, required }) => kind === 'text' && required)
  // "…named X" is the one text that a tool must have.
  const only = texts.length === 1 && texts[0] === argument && !contents.test(argument.name)
  const cue = (token: Token, index: number): boolean => {
    if (/^from$/i.test(argument.name)) return /^(from|de|desde|between)$/.test(token.word)
    if (/^to$/i.test(argument.name)) return /^(to|para|ate|and)$/.test(token.word) && index > 2
    if (naming.test(token.word)) return isName || only
    const own = isName && argument.words.length > 1 ? argument.words.slice(0, -1) : argument.words.slice(-1)
    const announcing = [
      ...own,
      ...((isName && argument.words.length === 1) || contents.test(argument.name) ? (parent?.words ?? []) : []),
    ]
    if (token.concepts.some((meaning) => changes.has(meaning) || looks.has(meaning))) return false
    return announcing.some((word) => word.concepts.length > 0 && sameMeaning(token, word))
  }
  // "…called X" is the name even where "entity" was said before it.
  const named = isName || only ? tokens.findIndex(({ word }) => naming.test(word)) : -1
  const at = named >= 0 ? named : tokens.findIndex(cue)
  if (at < 0)
    return contents.test(argument.name) ? afterThat(said) : isName && parent ? afterPreposition(said) : undefined
  let from = at + 1
  while (from < tokens.length && (links.has(tokens[from]?.word ?? '') || naming.test(tokens[from]?.word ?? '')))
    from += 1
  const first = tokens[from]
  if (!first) return undefined
  if (contents.test(argument.name) && argument.required) return trim(said.text.slice(first.start))
  const pieces: Token[] = [first]
  for (const token of tokens.slice(from + 1)) {
    const between = said.text.slice(pieces.at(-1)?.end, token.start)
    // A code is one word.
    if (
      /[,.;:!?]/.test(between) ||
      (stops.has(token.word) && token !== tokens.at(-1)) ||
      naming.test(token.word) ||
      (!argument.required && /\d/.test(first.text))
    )
      break
    pieces.push(token)
  }
  return stops.has(first.word) ? undefined : said.text.slice(first.start, pieces.at(-1)?.end)
}

/** "…to Ana", "…da Ana": the last name behind a preposition. */
function afterPreposition({ tokens }: Said): string | undefined {
  const at = tokens.findLastIndex(
    ({ word }, index) =>
      /^(to|of|for|from|about|para|pra|de|da|do|a)$/.test(word) && /^\p{Lu}/u.test(tokens[index + 1]?.text ?? ''),
  )
  return at < 0 ? undefined : tokens[at + 1]?.text
}

/** "…saying X", "…that X". */
function afterThat({ text }: Said): string | undefined {
  const said =
    /\b(?:saying|that says|with the (?:text|content|words)|that|dizendo|com o (?:texto|conteúdo)|que diz|que)\s+(.+)$/iu.exec(
      text,
    )?.[1]
  return said === undefined ? undefined : trim(said)
}

/** What is left of the sentence behind the words that chose the tool. */
function remainder(argument: Argument, said: Said, { tool, parent }: TextPlace): string | undefined {
  if (said.asks) {
    const about = said.about ?? /\b(?:for|por)\s+(.+)$/iu.exec(said.text)?.[1]
    return about === undefined ? undefined : trim(about)
  }
  const known = [...tool.words, ...argument.words, ...(parent?.words ?? [])]
  const first = said.tokens.find(
    (token) =>
      !leading.has(token.word) &&
      !known.some((word) => sameMeaning(token, word)) &&
      !token.concepts.some((meaning) => changes.has(meaning) || looks.has(meaning)),
  )
  const rest = first ? trim(said.text.slice(first.start)) : ''
  return rest === '' ? undefined : rest
}
