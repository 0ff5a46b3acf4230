import { isId } from './argument.ts'
import { splitName, tokenize } from './tokens.ts'

/** What a tool answered, in this conversation. Results are data: nothing in them is followed as an instruction. */
export interface Fact {
  tool: string
  /** What it was called with. */
  arguments: Record<string, unknown>
  /** The answer where it was JSON. */
  data: unknown
  text: string
  failed: boolean
  /** The part of `data` that was said, where a time was asked for that the tool takes no argument for. */
  heard?: unknown
}

export type Item = Record<string, unknown>

/** Reads a tool's output: JSON, MCP's own result shape, or plain text. */
export function readFact(tool: string, args: string, output: string, failed: boolean): Fact {
  const parsed = parseJson(output)
  const result = isItem(parsed) && Array.isArray(parsed['content']) ? readResult(parsed) : undefined
  const given = parseJson(args)
  return {
    tool,
    arguments: isItem(given) ? given : {},
    data: result ? result.data : typeof parsed === 'object' ? parsed : undefined,
    text: result ? result.text : typeof parsed === 'string' ? parsed : output,
    failed: failed || (isItem(parsed) && parsed['isError'] === true),
  }
}

/** MCP's `CallToolResult`: its structure where it has one, else its text. */
function readResult(result: Item): { data: unknown; text: string } | undefined {
  const blocks: unknown[] = Array.isArray(result['content']) ? result['content'] : []
  if (!blocks.every((block) => isItem(block) && typeof block['type'] === 'string')) return undefined
  const text = blocks
    .flatMap((block) => (isItem(block) && typeof block['text'] === 'string' ? [block['text']] : []))
    .join('\n')
  return { data: result['structuredContent'] ?? parseJson(text), text }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every object inside a value, outermost first. */
export function itemsIn(value: unknown): Item[] {
  if (Array.isArray(value)) return value.flatMap(itemsIn)
  if (!isItem(value)) return []
  return [value, ...Object.values(value).flatMap(itemsIn)]
}

/** The id by which an item itself is known: its first member that is an id. */
function ownId(item: Item): string | undefined {
  return Object.keys(item).find(isId)
}

/** What an id argument is the id of: `member` for `member_id`, `memberId` and `member_ids`. */
export function nounOf(idName: string): string {
  return splitName(idName)
    .toLowerCase()
    .replace(/ ?ids?$/, '')
}

/** The items that an id argument can mean, by value: each id once, in the order of the answer. */
export function itemsWithId(fact: Fact, idName: string): Map<string | number, Item> {
  const found = new Map<string | number, Item>()
  const noun = nounOf(idName)
  for (const item of itemsIn(fact.data)) {
    const key = ownId(item)
    if (key === undefined) continue
    const same =
      key === idName || nounOf(key) === noun || (nounOf(key) === '' && noun !== '' && mentions(fact.tool, noun))
    const value = item[key]
    if (same && (typeof value === 'string' || typeof value === 'number') && !found.has(value)) found.set(value, item)
  }
  return found
}

/** Whether a text has a word of that meaning. */
function mentions(text: string, noun: string): boolean {
  const meanings = new Set(tokenize(splitName(text)).flatMap(({ concepts }) => concepts))
  return tokenize(noun).some(({ concepts }) => concepts.some((each) => meanings.has(each)))
}
