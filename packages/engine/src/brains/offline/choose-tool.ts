import type { Argument } from './argument.ts'
import type { IndexedTool, ToolIndex } from './tool-index.ts'
import type { Said } from './understand-utterance.ts'
import { changes, looks } from './vocabulary.ts'

export interface Choice {
  tool: IndexedTool
  score: number
}

/** Below this nothing that was said points to a tool. Found on the evaluation's open rows. */
export const confident = 3.2

/** Ranks the tools by how well they answer an utterance, best first; tools without anything in common are left out. */
export function chooseTool(said: Said, index: ToolIndex): Choice[] {
  const nouns = new Set(index.tools.flatMap(nounsOf))
  const saidNouns = new Set(said.tokens.flatMap(({ concepts }) => concepts).filter((each) => nouns.has(each)))
  return index.tools
    .map((tool) => ({ tool, score: scoreTool(said, tool, index, saidNouns) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
}

function scoreTool(said: Said, tool: IndexedTool, index: ToolIndex, saidNouns: ReadonlySet<string>): number {
  const meanings = said.tokens.map(({ concepts }) => concepts).filter((each) => each.length > 0)
  let score = 0
  const counted = new Set<string>()
  for (const each of meanings) {
    let best = 0
    for (const meaning of each) {
      if (counted.has(meaning)) continue
      best = Math.max(best, (tool.weights.get(meaning) ?? 0) * index.rarity(meaning))
      counted.add(meaning)
    }
    score += best
  }
  const flat = new Set(meanings.flat())
  const named = tool.words.filter(({ concepts }) => concepts.length > 0)
  const covered = named.filter(({ concepts }) => concepts.some((meaning) => flat.has(meaning))).length
  if (named.length > 0) score += 2.5 * (covered / named.length) * (score > 0 ? 1 : 0)
  score += fit(said, tool)
  // It is about something else than what was named.
  const own = nounsOf(tool)
  if (saidNouns.size > 0 && own.length > 0 && !own.some((each) => saidNouns.has(each))) score -= 1.5
  return score + mood(said, tool, flat)
}

/** What a tool is about: the words of its name that are no verbs. */
function nounsOf({ words }: IndexedTool): string[] {
  return words.flatMap(({ concepts }) => concepts).filter((each) => !changes.has(each) && !looks.has(each))
}

/** A tool that takes what was said (a day, a file, two numbers) suits better than one that has no place for it. */
function fit(said: Said, tool: IndexedTool): number {
  const kinds = new Set(tool.arguments.flatMap(({ kind, item }) => (item ? [kind, item.kind] : [kind])))
  let bonus = 0
  if (said.dates.length > 0 || said.range) bonus += kinds.has('day') || kinds.has('instant') ? 1.2 : 0
  if (said.paths.length > 0) bonus += kinds.has('path') ? 1.2 : -1
  if (said.paths.length > 1 && tool.arguments.some(({ item }) => item?.kind === 'path')) bonus += 1.5
  if (said.paths.length > 1) bonus += tool.arguments.filter(({ kind }) => kind === 'path').length > 1 ? 1 : 0
  if (said.quoted.length > 0) bonus += kinds.has('text') ? 0.8 : 0
  if (said.about && tool.arguments.filter(({ required }) => required).length === 1)
    bonus += tool.arguments.some(isQuery) ? 1.5 : 0
  // What must be given and was not: a simpler tool is meant more often.
  const numbers = tool.arguments.filter(({ kind, required }) => required && kind === 'number').length
  if (numbers > 0 && !/\d/.test(said.rest)) bonus -= 1
  if (/deprecated/i.test(`${tool.name} ${tool.tool.description ?? ''}`)) bonus -= 1.5
  return bonus
}

/** Reads are preferred unless a change was asked for, and then the change that was named. */
function mood(said: Said, tool: IndexedTool, meanings: ReadonlySet<string>): number {
  const action = tool.words.flatMap(({ concepts }) => concepts).filter((each) => changes.has(each) || looks.has(each))
  const named = action.some((each) => meanings.has(each))
  const described = tool.verbs.some((each) => changes.has(each) && meanings.has(each))
  const asked = [...meanings].filter((each) => changes.has(each))
  if (tool.readOnly)
    return said.wantsChange && !named ? -1.5 : action.some((each) => looks.has(each)) && (named || said.asks) ? 0.8 : 0
  if (said.asks && !asked.length) return -4
  if (said.asks) return -2
  if (!said.wantsChange) return -2.5
  return named ? 2.5 : described ? 1.5 : asked.some((each) => changes.has(each)) && action.length > 0 ? -2 : 0
}

/** An argument that takes a question as it was asked. */
export function isQuery({ kind, required, name }: Argument): boolean {
  return kind === 'text' && required && /query|search|question|topic|keyword/i.test(name)
}
