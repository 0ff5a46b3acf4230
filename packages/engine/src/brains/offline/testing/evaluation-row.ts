import type { Language } from '../detect-language.ts'

/** Finds what only the running servers know, such as the id that a session was given. */
export interface Known {
  /** @param at `2026-11-22T09:00`, the club's clock; `only` narrows by the session's other fields. */
  session: (at: string, only?: Record<string, unknown>) => unknown
  /** The absolute path of something in the filesystem server's folder. */
  inFolder: (path: string) => string
}

export type Toolset = 'club' | 'library' | 'filesystem' | 'memory' | 'everything'

/** What one sentence should lead to: a tool call (for a write: after a yes), or words. */
type Expected =
  | { tool: string; args?: (known: Known) => Record<string, unknown> }
  /** The answer matches, and no write was called. */
  | { says: RegExp }

/** One sentence of the evaluation, with what was said before it in the same conversation. */
export interface EvaluationRow {
  on: Toolset
  language: Language
  before?: string[]
  said: string
  expected: Expected
}
