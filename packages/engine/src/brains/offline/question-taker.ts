import type { Argument } from './argument.ts'
import { isQuery, type Choice } from './choose-tool.ts'
import type { IndexedTool, ToolIndex } from './tool-index.ts'
import type { Said } from './understand-utterance.ts'

/** The tool that takes a question as it was asked, beside ids that others look up; undefined where none or several do. */
export function findQuestionTaker(index: ToolIndex): IndexedTool | undefined {
  const takers = index.tools.filter(takesQuestion)
  return takers.length === 1 ? takers[0] : undefined
}

/** Whether all that a tool needs is a question, and ids that others look up. */
export function takesQuestion({ readOnly, arguments: args }: IndexedTool): boolean {
  const needed = args.filter(({ required }) => required)
  const texts = needed.filter(({ kind }) => kind !== 'id')
  return readOnly && texts.length === 1 && texts.every(isQuestion)
}

/**
 * Whether an utterance is a question for that tool. A search that fits is no rival, as what was asked for is an answer;
 * any other tool that was plainly named is.
 */
export function asksTaker(said: Said, best: Choice | undefined, confident: number): boolean {
  if (!said.asks && said.about === undefined) return false
  return !best || best.score < confident || takesQuestion(best.tool) || searches(best.tool)
}

/** Whether all that a tool needs is what to look for. */
export function searches({ readOnly, arguments: args }: IndexedTool): boolean {
  const needed = args.filter(({ required, kind }) => required && kind !== 'id')
  return readOnly && needed.length > 0 && needed.every(isQuery)
}

function isQuestion({ kind, name }: Argument): boolean {
  return kind === 'text' && /question/i.test(name)
}
