import type { Scope } from '@patchbay/contract'

/** What a client may do with a scope, in the words of the person who allows it; others are named by their code. */
const words: Partial<Record<Scope, string>> = {
  'tools:call': 'Call tools in your name, also those that change something',
  'library:read': 'Search your library and read in it, as far as you have heard',
  'library:ask': 'Ask questions about your books',
}

export function scopeWords(scope: Scope): string {
  return words[scope] ?? scope
}
