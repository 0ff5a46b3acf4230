import type { Argument } from './argument.ts'
import { nounOf } from './facts.ts'
import type { IndexedTool, ToolIndex } from './tool-index.ts'
import { tokenize } from './tokens.ts'

/** The read-only tool whose answer is likely to hold what an argument asks for; undefined where none is. */
export function findProvider(argument: Argument, index: ToolIndex): IndexedTool | undefined {
  const reads = index.tools.filter(
    ({ readOnly, arguments: args }) => readOnly && !args.some((own) => own.required && own.name === argument.name),
  )
  if (argument.kind === 'path') return reads.find((tool) => mayListPaths(tool))
  const mentioned = reads.filter(({ name }) => hasName(argument.description, name))
  if (mentioned.length > 0) return mentioned[0]
  const scored = reads
    .map((tool) => ({ tool, score: scoreProvider(tool, argument.name) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
  return scored[0]?.tool
}

function hasName(text: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w-])${name.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}(?![\w-])`).test(
    text,
  )
}

/** Its description says the id's name, or its own name the id's noun. */
function scoreProvider({ name, tool, words, arguments: args }: IndexedTool, idName: string): number {
  const described = hasName(tool.description ?? '', idName) ? 3 : 0
  const noun = tokenize(nounOf(idName)).flatMap(({ concepts }) => concepts)
  const named = words.some(({ concepts }) => concepts.some((each) => noun.includes(each))) ? 2 : 0
  const lists = /^(list|get_all|search|find)/i.test(name) ? 0.5 : 0
  return described + named === 0 ? 0 : described + named + lists - args.filter(({ required }) => required).length * 0.3
}

function mayListPaths({ words, arguments: args }: IndexedTool): boolean {
  const about = words.flatMap(({ concepts }) => concepts)
  return (
    !args.some(({ required }) => required) &&
    (about.includes('directory') || about.includes('path') || about.includes('file'))
  )
}
