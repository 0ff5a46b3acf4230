import { detectLanguage, type Language } from './detect-language.ts'
import { changes, looks } from './vocabulary.ts'
import { conceptsOf } from './lexicon.ts'
import { fold, tokenize, type Token } from './tokens.ts'
import { understandOrdinal } from './understand-numbers.ts'
import { understandWhen, type Clock, type When } from './understand-when.ts'

/** One utterance, and all that can be told from it alone. */
export interface Said extends When {
  text: string
  folded: string
  language: Language
  tokens: Token[]
  /** 0 is the first, -1 the last. */
  ordinal: number | undefined
  /** What was between quotation marks. */
  quoted: string[]
  /** Words that look like files or folders, as they were said. */
  paths: string[]
  /** What a question is about: "who is X", "what do you know about X". */
  about: string | undefined
  /** What the person wants done, where it is a change in the world. */
  wantsChange: boolean
  /** It begins with a verb that tools have: a request of its own. */
  commands: boolean
  /** The person asks to be told something. */
  asks: boolean
}

const question =
  /^(and |e |so |oi |ola |hi |hey )*((at|in|on|from|for|with|by|to|de|em|a|com|por|para) (what|which|whom|que|qual|quem)|what|which|who|whose|when|where|why|how|is|are|any|do|does|did|qual|quais|quem|quando|onde|como|quanto|quantos|quantas|porque|por que|o que|tem|ha|existe)\b/

/** A wish to be told of something, which is as good as a question. */
const tells =
  /^(please |can you |could you |por favor |pode )*(tell|talk|fala|fale|falar|conta|conte|contar)\b.*\b(about|sobre)\b/

/** @param before the language of the conversation so far, for utterances that do not tell. */
export function understandUtterance(text: string, before: Language, clock: Clock): Said {
  const language = detectLanguage(text) ?? before
  const folded = fold(text)
  const when = understandWhen(text, language, clock)
  const tokens = asVerbs(tokenize(text), when.rest)
  const asks = question.test(folded)
  const meanings = tokens.flatMap(({ concepts }) => concepts)
  return {
    text,
    folded,
    language,
    tokens,
    ...when,
    ordinal: understandOrdinal(folded),
    quoted: Array.from(
      text.matchAll(/["“”«»]([^"“”«»]+)["“”«»]|(?<!\p{L})['‘]([^'‘’]+)['’](?!\p{L})/gu),
      (match) => match[1] ?? match[2] ?? '',
    ),
    paths: findPaths(text),
    about: asks || tells.test(folded) ? findAbout(text) : undefined,
    wantsChange: !asks && meanings.some((meaning) => changes.has(meaning) && !looks.has(meaning)),
    commands: (tokens.find(({ concepts }) => concepts.length > 0)?.concepts ?? []).some(
      (each) => changes.has(each) || looks.has(each),
    ),
    asks,
  }
}

function findAbout(text: string): string | undefined {
  const found =
    /\b(?:about|regarding|sobre|who is|who's|quem é|what is|what's|o que é)\s+(?:the |an? |o |a )?(.+?)[\s?.!]*$/iu.exec(
      text,
    )
  return found?.[1]
}

/** "Reserva…" at the start is an imperative, elsewhere a noun; "mais" between two numbers adds them. */
function asVerbs(given: Token[], rest: string): Token[] {
  const adds = /\d\s+(mais|\+)\s+\d/.test(rest)
  const tokens = given.map((token) => (adds && token.word === 'mais' ? { ...token, concepts: ['sum'] } : token))
  const first = tokens.find(({ concepts }) => concepts.length > 0)
  if (first?.word !== 'reserva') return tokens
  return tokens.map((token) => (token === first ? { ...token, concepts: conceptsOf('reservar') } : token))
}

function findPaths(text: string): string[] {
  const unquoted = text.replaceAll(/["“”«»]/g, ' ')
  return Array.from(
    unquoted.matchAll(
      /(?<![\p{L}\p{N}])(?:~?\/[^\s,;?!]+|[\p{L}\p{N}_-]+(?:\/[\p{L}\p{N}._-]+)+\/?|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}]+)*\.[\p{Ll}]{1,5}\d?(?![\p{L}\p{N}]))/gu,
    ),
    ([match]) => match.replace(/[.,:]+$/, ''),
  )
}
