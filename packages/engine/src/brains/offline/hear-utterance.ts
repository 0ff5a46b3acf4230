import { chooseTool, confident, isQuery, type Choice } from './choose-tool.ts'
import { chooseItem } from './choose-item.ts'
import { callTool, say, type Conversation, type Pending, type Step } from './conversation.ts'
import { itemsWithId, nounOf } from './facts.ts'
import { fillArguments } from './fill-arguments.ts'
import { choicesSaid } from './fill-value.ts'
import { asksTaker, findQuestionTaker, searches, takesQuestion } from './question-taker.ts'
import { questionKey, type Entry, type Goal, type Missing } from './goal.ts'
import { phrases } from './phrases.ts'
import { pursueGoal } from './pursue-goal.ts'
import { smallTalk } from './small-talk.ts'
import { speakAbilities } from './speak-tool.ts'
import { beginsWithNo, givesUp, understandAnswer } from './understand-answer.ts'
import { understandUtterance, type Said } from './understand-utterance.ts'

/** How much better than a guess a tool must fit to leave what was being talked about. */
const sureToLeave = confident + 2

/** Takes an utterance in: as the answer that is waited for, as a change of it, or as something new. */
export function hearUtterance(before: Conversation, text: string): Step {
  const said = understandUtterance(text, before.language, before.clock)
  const conversation = { ...before, language: said.language, usedInTurn: [] }
  const { pending } = conversation
  if (pending?.type === 'approval') return hearApproval(conversation, pending, said)
  if (pending?.type === 'answer') return hearAnswer(conversation, pending, said)
  return hearRequest({ ...conversation, pending: undefined }, said)
}

function hearApproval(conversation: Conversation, pending: Pending & { type: 'approval' }, said: Said): Step {
  const words = phrases(conversation.language)
  const { goal, filled, text, heard } = pending
  const answer = understandAnswer(said.text)
  if (answer === 'yes' && heard) return callTool(conversation, goal, goal.tool, filled.arguments)
  if (answer === 'yes') return say(conversation, text, pending)
  if (answer === 'no' || givesUp(said.text)) return say(conversation, words.nothingDone)
  const other = beginsWithNo(said.text) ? undefined : elsewhere(conversation, goal, said)
  if (other) return pursueGoal(conversation, other)
  const changed = pursueGoal(conversation, extend(goal, said, undefined))
  if (!isSame(changed, pending)) return changed
  if (beginsWithNo(said.text) || pending.asked > 1) return say(conversation, words.nothingDone)
  return say(conversation, `${words.unclear} ${text}`, { ...pending, asked: pending.asked + 1, heard: false })
}

/** Whether going on leads back to the same read-back. */
function isSame({ conversation }: Step, { filled }: Pending & { type: 'approval' }): boolean {
  const { pending } = conversation
  return pending?.type === 'approval' && JSON.stringify(pending.filled.arguments) === JSON.stringify(filled.arguments)
}

function hearAnswer(conversation: Conversation, pending: Pending & { type: 'answer' }, said: Said): Step {
  const words = phrases(conversation.language)
  const { goal, missing, text, asked } = pending
  if (givesUp(said.text) || understandAnswer(said.text) === 'no') return say(conversation, words.stopped)
  const { kind, item } = missing.argument
  const freeText = kind === 'text' || kind === 'path' || (kind === 'list' && item?.kind === 'text')
  const answers = isAnswer(conversation, missing, said)
  const other = elsewhere(conversation, goal, said, freeText ? sureToLeave + 2 : answers ? sureToLeave : confident)
  if (other) return pursueGoal(conversation, other)
  if (answers) return pursueGoal(conversation, extend(goal, said, questionKey(missing.tool, missing.argument.name)))
  const talk = smallTalk(said.text, conversation.index, conversation.language)
  if (talk !== undefined) return say(conversation, `${talk} ${text}`, pending)
  if (asked > 1) return say(conversation, `${words.notUnderstood} ${words.stopped}`)
  return say(conversation, `${words.notUnderstood} ${text}`, { ...pending, asked: asked + 1 })
}

/** Whether an utterance tells something that was asked for, or anything else that the goal can use. */
function isAnswer(
  { index, facts, clock }: Conversation,
  { argument, items, tool: name }: Missing,
  said: Said,
): boolean {
  const entry: Entry = { said, answers: questionKey(name, argument.name) }
  if (said.dates.length > 0 || said.range || said.times.length > 0) return true
  const noun = nounOf(argument.name)
  if (items.size > 0 && chooseItem(new Map(items), [entry], { index, timezone: clock.timezone, noun }).told) return true
  const usable = index.tools.flatMap((tool) => tool.arguments).flatMap(({ choices }) => choices)
  if (choicesSaid(usable, said).length > 0) return true
  const tool = index.find(name)
  if (!tool || items.size > 0) return false
  const { missing } = fillArguments(tool, { entries: [entry], facts, index, clock, question: undefined })
  return missing?.argument.name !== argument.name
}

function extend({ tool, entries }: Goal, said: Said, answers: string | undefined): Goal {
  return { tool, entries: [...entries, { said, answers }] }
}

/** Another thing that is plainly asked for instead. */
function elsewhere({ index }: Conversation, goal: Goal, said: Said, least = sureToLeave): Goal | undefined {
  const [best] = chooseTool(said, index)
  if (!best || best.score < least || best.tool.name === goal.tool) return undefined
  // A verb or a question makes a new request; a name or a day belongs to the old one.
  return said.wantsChange || said.asks || said.commands ? newGoal(best.tool.name, said) : undefined
}

function newGoal(tool: string, said: Said): Goal {
  return { tool, entries: [{ said, answers: undefined }] }
}

function hearRequest(conversation: Conversation, said: Said): Step {
  const { index, language } = conversation
  const talk = smallTalk(said.text, index, language)
  if (talk !== undefined) return say(conversation, talk)
  if (index.tools.length === 0) return say(conversation, phrases(language).noTools)
  const choices = preferReady(conversation, said, chooseTool(said, index))
  const goal =
    selection(conversation, said) ??
    followUp(conversation, said, choices) ??
    question(conversation, said, choices) ??
    firstConfident(choices, said) ??
    lookUp(conversation, said)
  if (goal) return pursueGoal(conversation, goal)
  return say(conversation, `${phrases(language).notUnderstood} ${speakAbilities(index, language)}`)
}

/** Among tools that fit about as well, one that can be used at once comes before one that lacks words or numbers. */
function preferReady({ facts, index, clock }: Conversation, said: Said, choices: readonly Choice[]): Choice[] {
  const [best] = choices
  if (!best) return []
  const entries = [{ said, answers: undefined }]
  const ready = ({ tool }: Choice) => {
    const filled = fillArguments(tool, { entries, facts, index, clock, question: undefined }).arguments
    return tool.arguments.every(
      ({ name, kind, required }) => !required || name in filled || !['text', 'number', 'list'].includes(kind),
    )
  }
  const close = choices.filter(({ score }) => score >= best.score - 1.5 && score >= confident)
  return [...close.filter(ready), ...choices.filter((choice) => !close.includes(choice) || !ready(choice))]
}

function firstConfident([best]: readonly Choice[], said: Said): Goal | undefined {
  return best && best.score >= confident ? newGoal(best.tool.name, said) : undefined
}

/** A question that a tool of the toolset takes as it was asked. */
function question({ index }: Conversation, said: Said, [best]: readonly Choice[]): Goal | undefined {
  const taker = findQuestionTaker(index)
  return taker && asksTaker(said, best, confident) ? newGoal(taker.name, said) : undefined
}

/** A question about something that no tool is named for goes to the one tool that takes questions. */
function lookUp({ index }: Conversation, said: Said): Goal | undefined {
  if (said.about === undefined) return undefined
  const takers = index.tools.filter(({ readOnly, arguments: args }) => {
    const required = args.filter((argument) => argument.required)
    return readOnly && required.length === 1 && required.every(isQuery)
  })
  const [only] = takers
  return only && takers.length === 1 ? newGoal(only.name, said) : undefined
}

/** "And on tuesday?": the last request again, with what is new. */
function followUp({ last, index }: Conversation, said: Said, [best]: readonly Choice[]): Goal | undefined {
  if (!last || said.wantsChange) return undefined
  const linked = /^(and|e|what about|how about|ou|or|also|tambem)\b/.test(said.folded)
  const short = said.tokens.length <= 5
  const lastTool = index.find(last.tool)
  const anything = linked && lastTool !== undefined && (takesQuestion(lastTool) || searches(lastTool))
  const says =
    anything || said.dates.length > 0 || said.range || said.times.length > 0 || (best && best.tool.name === last.tool)
  if (!says || !(linked || (short && (!best || best.score < confident)))) return undefined
  if (best && best.score >= sureToLeave && best.tool.name !== last.tool) return undefined
  return extend(last, said, undefined)
}

/** "The nine o'clock one for Helena": something that was just listed, for the one change that takes it. */
function selection({ facts, index, clock }: Conversation, said: Said): Goal | undefined {
  if (said.asks || said.wantsChange) return undefined
  const points =
    said.ordinal !== undefined ||
    said.times.length > 0 ||
    /\b(one|that|this|esse|essa|este|esta|aquela|aquele)\b/.test(said.folded)
  const fact = facts.at(-1)
  if (!points || !fact || fact.failed) return undefined
  const takers = index.tools.filter(
    ({ readOnly, arguments: args }) =>
      !readOnly &&
      args.some(({ kind, required, name }) => {
        if (kind !== 'id' || !required) return false
        const items = itemsWithId(fact, name)
        return (
          items.size > 0 &&
          chooseItem(items, [{ said, answers: undefined }], { index, timezone: clock.timezone, noun: nounOf(name) })
            .told
        )
      }),
  )
  const [only] = takers
  return only && takers.length === 1 ? newGoal(only.name, said) : undefined
}
