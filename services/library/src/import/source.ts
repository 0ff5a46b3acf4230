import type { BookLanguage, NewImport } from '@patchbay/contract'

/** What a file says, in its order: where chapters begin, and their text. */
export type Block =
  | { type: 'chapter'; title: string }
  /** Seconds, where the file has times. */
  | { type: 'text'; text: string; startS?: number; endS?: number }

/** A file that can be imported. Reading its blocks again gives the same blocks. */
export interface Source {
  format: NewImport['format']
  title: string | undefined
  author: string | undefined
  language: BookLanguage | undefined
  /** @throws ImportError where the file turns out to be none. */
  blocks(): AsyncIterable<Block>
}
