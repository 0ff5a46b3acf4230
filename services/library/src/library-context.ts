import type { Database, ToolContext } from '@patchbay/service-kit'
import type { Narrator } from './narration/narrator.ts'

/** A language model that writes answers. */
export interface Writer {
  /** @param instructions - What to do. @param text - The passages and the question. */
  write(instructions: string, text: string, signal: AbortSignal): Promise<string>
}

/** What the library needs of the outside. */
export interface LibraryDeps {
  db: Database
  now: () => Date
  /** Without one, answers quote. */
  writer?: Writer | undefined
  /** Without one, no book is read aloud. */
  narrator?: Narrator | undefined
}

export type LibraryContext = ToolContext & LibraryDeps
