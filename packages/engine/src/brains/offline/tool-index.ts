import type { BrainTool } from '../../brain.ts'
import { readArguments, type Argument } from './argument.ts'
import { splitName, tokenize, type Token } from './tokens.ts'

export interface IndexedTool {
  tool: BrainTool
  name: string
  readOnly: boolean
  /** The words of its name. */
  words: Token[]
  arguments: Argument[]
  /** What a meaning counts where the tool's own words have it: its name most, the examples in its description least. */
  weights: ReadonlyMap<string, number>
  /** What its description says first that it does ("Create a new file…"). */
  verbs: readonly string[]
}

/** The tools of one request, ready to be chosen from. */
export interface ToolIndex {
  tools: IndexedTool[]
  find(name: string): IndexedTool | undefined
  /** How much a meaning tells these tools apart: high where few have it, 0 where none has. */
  rarity(meaning: string): number
  /** Every value that an argument of that name can take, in any tool. */
  choicesOf(name: string): readonly (string | number)[]
}

/** Reads names, descriptions and schemas once. */
export function indexTools(tools: readonly BrainTool[]): ToolIndex {
  const indexed = tools.map(indexTool)
  const byName = new Map(indexed.map((each) => [each.name, each]))
  const inTools = new Map<string, number>()
  for (const { weights } of indexed) {
    for (const meaning of weights.keys()) inTools.set(meaning, (inTools.get(meaning) ?? 0) + 1)
  }
  const choices = new Map<string, (string | number)[]>()
  for (const { arguments: args } of indexed) {
    for (const { name, choices: own } of args) choices.set(name, [...(choices.get(name) ?? []), ...own])
  }
  return {
    tools: indexed,
    find: (name) => byName.get(name),
    rarity(meaning) {
      const having = inTools.get(meaning)
      // The inverse document frequency of BM25, kept positive.
      return having === undefined ? 0 : Math.log(1 + (indexed.length - having + 0.5) / (having + 0.5)) + 0.3
    },
    choicesOf: (name) => choices.get(name) ?? [],
  }
}

function indexTool(tool: BrainTool): IndexedTool {
  const words = tokenize(splitName(tool.name))
  const args = readArguments(tool.parameters)
  const weights = new Map<string, number>()
  const weigh = (text: string | Token[], weight: number) => {
    for (const { concepts } of typeof text === 'string' ? tokenize(text) : text) {
      for (const meaning of concepts) weights.set(meaning, Math.max(weights.get(meaning) ?? 0, weight))
    }
  }
  const [first = '', ...others] = (tool.description ?? '').split(/(?<=[.!?])\s+/)
  weigh(words, 4)
  weigh(first, 1.6)
  weigh(others.join(' '), 0.6)
  for (const { words: own, description, choices, members, item } of args) {
    weigh(own, 1.4)
    weigh(description, 0.5)
    weigh(choices.join(' '), 1.8)
    for (const member of [...members, ...(item?.members ?? [])]) weigh(member.words, 0.6)
  }
  return {
    tool,
    name: tool.name,
    readOnly: tool.readOnly,
    words,
    arguments: args,
    weights,
    verbs: tokenize(first)[0]?.concepts ?? [],
  }
}
