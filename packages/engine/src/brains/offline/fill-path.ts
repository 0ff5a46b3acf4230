import type { Argument } from './argument.ts'
import type { Fact } from './facts.ts'
import { contents } from './fill-text.ts'
import type { Entry } from './goal.ts'
import { sameMeaning, tokenize, type Token } from './tokens.ts'
import type { IndexedTool } from './tool-index.ts'
import { changes, looks } from './vocabulary.ts'

const naming = /^(called|named|chamad[oa])$/
const between = /^(the|a|an|o|os|as|um|uma|de|do|da|called|named|chamad[oa])$/
const article =
  /^(the|a|an|this|that|my|your|another|new|each|every|which|what|in|one|o|um|uma|essa|esta|minha|nova|novo|na|no|da|do|de)$/

/** The file or folder that was said for an argument: as a path, beside "folder" or "file", or by a name that was listed. */
export function fillPath(
  argument: Argument,
  entry: Entry,
  tool: IndexedTool,
  facts: readonly Fact[],
): string | undefined {
  const { said } = entry
  const places = tool.arguments.filter(({ kind, required }) => kind === 'path' && required)
  const place = Math.max(
    0,
    places.findIndex(({ name }) => name === argument.name),
  )
  return (
    said.paths[place] ??
    (place === 0 ? (besideNoun(said.tokens, !asksForText(tool)) ?? afterIn(said.tokens)) : afterTo(said.tokens)) ??
    (place === 0 && !asksForText(tool) ? listedName(entry, facts) : undefined)
  )
}

/** Every path that one of the answers held alone: where a search can begin when no place was said. */
export function onlyPlace(facts: readonly Fact[]): string | undefined {
  for (const { text, failed } of facts.toReversed()) {
    if (failed) continue
    const places = Array.from(text.matchAll(/^\s*(\/\S.*?|[A-Z]:\\.*?)\s*$/gm), ([, path = '']) => path)
    if (places.length === 1) return places[0]
  }
  return undefined
}

/** "folder called X", "pasta X", "the X folder". */
function besideNoun(tokens: readonly Token[], mayBeCalled: boolean): string | undefined {
  const called = tokens.findIndex(({ word }) => naming.test(word))
  if (called >= 0 && mayBeCalled) return tokens[called + 1]?.text
  const noun = tokens.findIndex(({ concepts }) => concepts.includes('directory') || concepts.includes('file'))
  if (noun < 0) return undefined
  let next = noun + 1
  while (between.test(tokens[next]?.word ?? '')) next += 1
  const after = tokens[next]
  if (after && isName(after)) return after.text
  const ahead = tokens[noun - 1]
  return ahead && isName(ahead) && !article.test(ahead.word) ? ahead.text : undefined
}

function isName({ concepts, word }: Token): boolean {
  return (
    concepts.length > 0 &&
    !concepts.some((each) => changes.has(each) || looks.has(each) || each === 'all' || each === 'allowed') &&
    !/^(with|size|sizes)$/.test(word)
  )
}

/** A tool that must be told a name or a pattern beside the place: what something is called is that. */
function asksForText(tool: IndexedTool): boolean {
  return tool.arguments.some(({ kind, required, name }) => required && kind === 'text' && !contents.test(name))
}

/** "…in notes", "…na notes". */
function afterIn(tokens: readonly Token[]): string | undefined {
  const at = tokens.findLastIndex(({ word }) => /^(in|inside|into|within|under|em|na|no|dentro)$/.test(word))
  const next = at < 0 ? undefined : tokens.slice(at + 1).find(({ word }) => !article.test(word) && !between.test(word))
  return next && isName(next) && !next.concepts.includes('directory') && !next.concepts.includes('file')
    ? next.text
    : undefined
}

function afterTo(tokens: readonly Token[]): string | undefined {
  const to = tokens.findLastIndex(({ word }) => /^(to|into|para|pra)$/.test(word))
  return to < 0 ? undefined : tokens.slice(to + 1).find(isName)?.text
}

/** A name in the last listing that shares a word with what was said, below the folder that was listed. */
function listedName({ said: { tokens, ordinal } }: Entry, facts: readonly Fact[]): string | undefined {
  const listing = facts.findLast(({ text, failed }) => !failed && /^\s*(\[\w+\] )?\S+\.\w{1,5}\s*$/m.test(text))
  if (!listing) return undefined
  const names = listing.text.split('\n').map((line) => line.replace(/^\s*(\[\w+\]|[-*])\s*/, '').trim())
  const alike = names.find((each) =>
    tokenize(each.replaceAll(/[._/-]/g, ' ')).some(
      (part) => part.word.length > 2 && tokens.some((token) => sameMeaning(token, part)),
    ),
  )
  const name = alike ?? (ordinal === undefined ? undefined : names.at(ordinal))
  if (!name || name.startsWith('/')) return name
  const folder = listing.arguments['path']
  return typeof folder === 'string' ? `${folder.replace(/\/+$/, '')}/${name}` : name
}
