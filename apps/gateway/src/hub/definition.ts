import { createHash } from 'node:crypto'
import type { Tool } from '@patchbay/contract'
import { canonical } from './canonical.ts'

/** SHA-256 of a tool's definition, whatever the order of its members. */
export function hashDefinition(tool: Tool): string {
  return createHash('sha256').update(canonical(tool)).digest('hex')
}

/** What a definition costs a model, in tokens: a quarter of its characters, as a rule of thumb for English and JSON. */
export function weighDefinition({ name, description, inputSchema }: Tool): number {
  return Math.ceil(JSON.stringify({ name, description, inputSchema }).length / 4)
}

/** Characters that a person who reviews a definition does not see, and a model reads: tags, bidirectional and zero-width ones. */
const unseen = /[\u{E0000}-\u{E007F}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u

/** Names that cannot be mistaken for an ordinary word. */
const distinctive = /[_\-\d]|[a-z][A-Z]/

/**
 * What a person should look at before a model reads it: text that speaks of other servers' tools may try to steer
 * how these are used, and characters that nobody sees may hide words.
 *
 * @param others - The tools of the other servers that the same user has, with their server's name.
 */
export function flagsOf(tool: Tool, others: ReadonlyMap<string, string>): string[] {
  const text = wordsOf(tool).join('\n')
  const flags: string[] = []
  if (unseen.test(text)) flags.push('Its text has characters that cannot be seen')
  const words = new Set(text.match(/[\w-]+/g))
  for (const [name, server] of others) {
    if (distinctive.test(name) && words.has(name)) flags.push(`Its text names ${name} of ${server}`)
  }
  return flags
}

/** Everything in a definition that a model reads as text. */
function wordsOf(tool: Tool): string[] {
  const words: string[] = []
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && (name === 'description' || name === 'title')) words.push(member)
      else visit(member)
    }
  }
  visit(tool)
  return words
}
