import type { Item } from './facts.ts'
import type { Argument } from './argument.ts'
import type { Said } from './understand-utterance.ts'

/** One utterance that belongs to a goal. */
export interface Entry {
  said: Said
  /** The question that it answers, as `tool.argument`. */
  answers: string | undefined
}

/** What the person wants done: a tool, and everything that was said about it, oldest first. */
export interface Goal {
  tool: string
  entries: readonly Entry[]
}

/** An argument that keeps a tool from being called. */
export interface Missing {
  /** The tool that lacks it: the goal's, or one whose answer the goal needs. */
  tool: string
  argument: Argument
  /** `unlisted`: no answer holds it yet; `several`: more than one fits; `none`: what was said fits none of them. */
  reason: 'unsaid' | 'unlisted' | 'several' | 'none'
  /** What it can be, for an id, by its value. */
  items: ReadonlyMap<string | number, Item>
}

/** A tool's arguments as far as they are known. */
export interface Filled {
  arguments: Record<string, unknown>
  /** What the ids among them stand for. */
  items: ReadonlyMap<string, Item>
  missing: Missing | undefined
}

export function questionKey(tool: string, argument: string): string {
  return `${tool}.${argument}`
}

/** The utterances, the latest first: what was said last counts. */
export function latestFirst(entries: readonly Entry[]): Entry[] {
  return entries.toReversed()
}
