import type { Argument } from './argument.ts'
import { askFor } from './ask-for.ts'
import { isQuery } from './choose-tool.ts'
import { callTool, say, type Conversation, type Step } from './conversation.ts'
import { fillArguments } from './fill-arguments.ts'
import { findProvider } from './find-provider.ts'
import type { Filled, Goal, Missing } from './goal.ts'
import { phrases } from './phrases.ts'
import { takesQuestion } from './question-taker.ts'
import { readBack } from './read-back.ts'
import { speakResult } from './speak-result.ts'
import type { IndexedTool } from './tool-index.ts'

/** Tools used for one utterance, those that only look something up included. */
const mostInTurn = 3

/** Goes one step towards a goal: looks something up, asks for what is missing, reads back, or uses the tool. */
export function pursueGoal(conversation: Conversation, goal: Goal): Step {
  const { index, language } = conversation
  const tool = index.find(goal.tool)
  if (!tool) return say(conversation, phrases(language).notUnderstood)
  const filled = fill(conversation, goal, tool)
  if (filled.missing) return seekMissing(conversation, goal, filled.missing)
  if (tool.readOnly) return callTool(conversation, goal, tool.name, filled.arguments)
  const text = readBack(tool, filled, conversation)
  return say(conversation, text, { type: 'approval', goal, filled, text, asked: 1, heard: false })
}

function fill({ facts, index, clock }: Conversation, { tool: name, entries }: Goal, tool: IndexedTool): Filled {
  const aim = index.find(name)
  const asked = aim && takesQuestion(aim) ? entries.findLast(({ answers }) => answers === undefined) : undefined
  return fillArguments(tool, { entries, facts, index, clock, question: asked?.said.text.trim() })
}

function seekMissing(conversation: Conversation, goal: Goal, missing: Missing): Step {
  const { index, usedInTurn, facts } = conversation
  const mayBeListed = missing.argument.kind === 'id' || missing.argument.kind === 'path'
  const provider = mayBeListed && missing.reason !== 'several' ? findProvider(missing.argument, index) : undefined
  if (!provider || provider.name === goal.tool) return ask(conversation, goal, missing)
  const used = usedInTurn.includes(provider.name)
  if (!used && usedInTurn.length < mostInTurn) {
    const filled = fill(conversation, goal, provider)
    if (!filled.missing) return callTool(conversation, goal, provider.name, filled.arguments)
    // What cannot be looked up is asked for by what can be said.
    return filled.missing.argument.kind === 'id'
      ? seekMissing(conversation, goal, filled.missing)
      : ask(conversation, goal, filled.missing, missing.argument)
  }
  const answer = facts.findLast((fact) => fact.tool === provider.name)
  const query = provider.arguments.find(isQuery)
  const isQuestion = index.tools.some((tool) => tool.name === goal.tool && takesQuestion(tool))
  // What was taken for a search was none, so that it is asked for.
  if (missing.reason === 'unlisted' && query && !isQuestion)
    return ask(conversation, goal, { ...missing, tool: provider.name, argument: query }, missing.argument)
  if (missing.reason === 'unlisted' && answer) return say(conversation, speakResult(answer, conversation, true))
  return ask(conversation, goal, missing)
}

/** @param wanted - What the missing argument is to find, where a search takes it. */
function ask(conversation: Conversation, goal: Goal, missing: Missing, wanted?: Argument): Step {
  const text = askFor(missing, conversation, wanted)
  return say(conversation, text, { type: 'answer', goal, missing, text, asked: 1 })
}
