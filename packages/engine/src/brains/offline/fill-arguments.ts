import { isDeepStrictEqual } from 'node:util'
import type { Argument } from './argument.ts'
import { chooseItem } from './choose-item.ts'
import { isQuery } from './choose-tool.ts'
import { itemsWithId, nounOf, type Fact, type Item } from './facts.ts'
import { fillPath, onlyPlace } from './fill-path.ts'
import { answerText, contents, fillText } from './fill-text.ts'
import { choicesSaid, fillChoice, fillDay, fillFlag, fillInstant, fillNumber, sayTime } from './fill-value.ts'
import { findProvider } from './find-provider.ts'
import { latestFirst, questionKey, type Entry, type Filled, type Missing } from './goal.ts'
import type { IndexedTool, ToolIndex } from './tool-index.ts'
import type { Clock } from './understand-when.ts'

/** What arguments are filled from. */
export interface Sources {
  entries: readonly Entry[]
  facts: readonly Fact[]
  index: ToolIndex
  clock: Clock
  /** The question that all this is for, as it was asked: it goes whole to a tool that takes one, and to a search for it. */
  question: string | undefined
}

/** Fills a tool's arguments by its schema from what was said and what other tools answered. Nothing is made up. */
export function fillArguments(tool: IndexedTool, sources: Sources): Filled {
  const filled: Record<string, unknown> = {}
  const items = new Map<string, Item>()
  let missing: Missing | undefined
  for (const argument of tool.arguments) {
    if (argument.kind === 'id') {
      const id = fillId(tool, argument, sources)
      if (id.value !== undefined) filled[argument.name] = id.value
      if (id.item) items.set(argument.name, id.item)
      missing ??= id.missing
      continue
    }
    const value = fillOne(tool, argument, sources, undefined)
    if (value !== undefined) filled[argument.name] = value
    else if (argument.required) missing ??= { tool: tool.name, argument, reason: 'unsaid', items: new Map() }
  }
  return { arguments: filled, items, missing }
}

/** The latest utterance that speaks of the argument decides. */
function fillOne(tool: IndexedTool, argument: Argument, sources: Sources, parent: Argument | undefined): unknown {
  for (const entry of latestFirst(sources.entries)) {
    const value = fillFrom(tool, argument, entry, sources, parent)
    if (value !== undefined) return value
  }
  if (argument.kind === 'path' && argument.required) return onlyPlace(sources.facts)
  return undefined
}

function fillFrom(
  tool: IndexedTool,
  argument: Argument,
  entry: Entry,
  sources: Sources,
  parent: Argument | undefined,
): unknown {
  const { said, answers } = entry
  const answered = answers === questionKey(tool.name, argument.name)
  const siblings = parent?.members ?? tool.arguments
  switch (argument.kind) {
    case 'choice':
      return fillChoice(argument, said)
    case 'flag':
      return fillFlag(argument, said)
    case 'number':
      return fillNumber(argument, said, siblings, answered)
    case 'day':
      return fillDay(argument, said, siblings)
    case 'time':
      return said.times[0] && sayTime(said.times[0])
    case 'instant':
      return fillInstant(said, sources.clock.timezone)
    case 'path':
      return fillPath(argument, entry, tool, sources.facts) ?? (answered ? answerText(said.text) : undefined)
    case 'text': {
      if (answered) return said.quoted[0] ?? answerText(said.text)
      if (isQuery(argument) && sources.question !== undefined) return sources.question
      const needed = tool.arguments.filter(({ required }) => required)
      // An answer to another question holds no second text.
      const alone = answers === undefined && needed.length === 1 && needed[0] === (parent ?? argument)
      const value = fillText(argument, entry, { tool, parent, alone: alone && !parent?.members.length })
      return value !== undefined && /\bglob\b/i.test(tool.tool.description ?? '') && !value.includes('*')
        ? `**/*${value}*`
        : value
    }
    case 'list':
      return fillList(tool, argument, entry, sources)
    case 'object':
      return fillObject(tool, argument, entry, sources)
    case 'id':
      return undefined
  }
}

function fillList(tool: IndexedTool, argument: Argument, entry: Entry, sources: Sources): unknown[] | undefined {
  const { item } = argument
  const { said, answers } = entry
  if (!item) return undefined
  const several = (values: unknown[]) => (values.length > 0 ? values : undefined)
  if (item.kind === 'day') return several(said.dates)
  if (item.kind === 'time') return several(said.times.map(sayTime))
  if (item.kind === 'choice') return several(choicesSaid(item.choices, said))
  if (item.kind === 'path') return several(said.paths)
  if (item.kind === 'object') {
    const object = fillObject(tool, { ...item, words: argument.words }, entry, sources)
    return object && [object]
  }
  if (item.kind === 'number') {
    const number = fillNumber(item, said, [item], answers === questionKey(tool.name, argument.name))
    return number === undefined ? undefined : [number]
  }
  const text = fillFrom(tool, { ...item, kind: 'text', required: argument.required }, entry, sources, argument)
  if (typeof text !== 'string') return undefined
  return contents.test(argument.name) ? [text] : text.split(/\s*,\s*|\s+(?:and|e)\s+/).filter((each) => each !== '')
}

/** An object whose every required member is known. */
function fillObject(tool: IndexedTool, argument: Argument, entry: Entry, sources: Sources): Item | undefined {
  const object: Item = {}
  for (const member of argument.members) {
    const value = fillFrom(tool, member, entry, sources, argument)
    if (value !== undefined) object[member.name] = withoutNames(value, Object.values(object))
    else if (member.required && member.kind === 'list' && member.mayBeEmpty && Object.keys(object).length > 0)
      object[member.name] = []
    else if (member.required) return undefined
  }
  return Object.keys(object).length > 0 ? object : undefined
}

/** "that she loves tennis to Ana" is "she loves tennis" where Ana is another member of the object. */
function withoutNames(value: unknown, others: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withoutNames(each, others))
  if (typeof value !== 'string') return value
  for (const other of others) {
    const [, kept, name] = /^(.+?)\s+(?:to|of|for|about|para|pra|da|do|de|à|ao)\s+(?:[ao]\s+)?(\S+)$/i.exec(value) ?? []
    if (kept !== undefined && name === other) return kept
  }
  return value
}

interface FilledId {
  value?: string | number
  item?: Item
  missing?: Missing
}

/** Looks an id up in what other tools answered, as nobody says one aloud. */
function fillId(tool: IndexedTool, argument: Argument, sources: Sources): FilledId {
  const { entries, facts, index, clock } = sources
  const noun = nounOf(argument.name)
  const all = listed(argument, sources)
  const choose = (items: Map<string | number, Item>) =>
    chooseItem(items, entries, { index, timezone: clock.timezone, noun })
  const { fitting: those, told } = choose(all)
  // "The second one" counts what was said, which may be less than what was answered.
  const heard = those.size > 1 ? choose(only(all, heardOf(argument, facts))).fitting : those
  const fitting = heard.size === 1 ? heard : those
  const [first] = fitting
  // Nobody has to be told apart for an argument that may be left out.
  if (!argument.required)
    return first && fitting.size === 1 && told && !toldBySelf(fitting, all) ? { value: first[0], item: first[1] } : {}
  if (first && fitting.size === 1) return { value: first[0], item: first[1] }
  const lacks = (reason: Missing['reason'], items: ReadonlyMap<string | number, Item>): FilledId => ({
    missing: { tool: tool.name, argument, reason, items },
  })
  if (first && tool.readOnly && isRanked(fitting)) return { value: first[0], item: first[1] }
  if (fitting.size > 1) return lacks('several', fitting)
  if (all.size > 0) return lacks('none', all)
  const spoken = spokenId(argument, entries, noun) ?? lastUsed(tool, argument, sources)
  return spoken === undefined ? lacks('unlisted', all) : { value: spoken }
}

/** The items of the latest answer that were said, where not all of them were. */
function heardOf({ name }: Argument, facts: readonly Fact[]): ReadonlyMap<string | number, Item> | undefined {
  const fact = facts.findLast(({ heard }) => heard !== undefined)
  return fact && itemsWithId({ ...fact, data: fact.heard }, name)
}

function only<Value>(
  all: Map<string | number, Value>,
  some: ReadonlyMap<string | number, unknown> | undefined,
): Map<string | number, Value> {
  return some ? new Map([...all].filter(([key]) => some.has(key))) : all
}

function toldBySelf(fitting: ReadonlyMap<string | number, Item>, all: ReadonlyMap<string | number, Item>): boolean {
  return fitting.size < all.size && [...fitting.values()].every((item) => Object.values(item).includes('self'))
}

/** The items of the latest answer that lists them: one of the tool that is known to, or of a change that made one. */
function listed(argument: Argument, sources: Sources): Map<string | number, Item> {
  const { facts, index } = sources
  const provider = findProvider(argument, index)
  for (const fact of facts.toReversed()) {
    if (fact.failed) continue
    const from = index.find(fact.tool)
    if (provider && fact.tool !== provider.name && from?.readOnly !== false) continue
    if (provider?.name === fact.tool && !isFor(provider, fact, sources)) continue
    // What was changed is nothing new; what was made is.
    if (argument.name in fact.arguments) continue
    const items = itemsWithId(fact, argument.name)
    if (items.size > 0) return items
  }
  return new Map()
}

/** A search's answer counts for what was searched for; any other list for as long as it is remembered. */
function isFor(provider: IndexedTool, fact: Fact, sources: Sources): boolean {
  if (!provider.arguments.some(isQuery)) return true
  return isDeepStrictEqual(fillArguments(provider, sources).arguments, fact.arguments)
}

/** Whether the first of them is the one that fits best, as a search says by its scores. */
function isRanked(items: ReadonlyMap<string | number, Item>): boolean {
  return items.size > 0 && [...items.values()].every((item) => typeof item['score'] === 'number')
}

/** What was spoken of before: of a search that finds nothing, or that nobody has told what to look for. */
function lastUsed(tool: IndexedTool, argument: Argument, sources: Sources): string | number | undefined {
  const { name } = argument
  const { facts, index } = sources
  const provider = tool.readOnly ? findProvider(argument, index) : undefined
  if (!provider?.arguments.some(isQuery)) return undefined
  // What can be searched for is searched for first.
  const searched = facts.some((fact) => fact.tool === provider.name && isFor(provider, fact, sources))
  if (!searched && !fillArguments(provider, sources).missing) return undefined
  const value = facts.findLast(({ failed, arguments: args }) => !failed && name in args)?.arguments[name]
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** "booking 12", or a bare number as the answer to the question. */
function spokenId(argument: Argument, entries: readonly Entry[], noun: string): string | number | undefined {
  for (const { said, answers } of latestFirst(entries)) {
    const number = new RegExp(
      String.raw`\b(?:${noun || 'id'}|id|number|numero)\s*(?:number|numero|id)?\s*(\d+)\b`,
    ).exec(said.rest)?.[1]
    const bare = answers?.endsWith(`.${argument.name}`)
      ? (/^\D*(\d+)\D*$/.exec(said.rest)?.[1] ?? undefined)
      : undefined
    const found = number ?? bare
    if (found !== undefined) return argument.integer ? Number(found) : found
    if (answers?.endsWith(`.${argument.name}`) && !argument.integer) return answerText(said.text)
  }
  return undefined
}
