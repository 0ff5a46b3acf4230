import type { Principal } from '@patchbay/contract'
import { ToolError } from '@patchbay/service-kit'
import type { ReadBook } from '../find-book.ts'

type Asker = Pick<Principal, 'userId' | 'caller' | 'scopes'>

/** A narration is the book's: whoever owns that may have it made and ended, and an admin where everybody owns it. */
export function whyNotNarrate(
  asker: Asker | undefined,
  book: ReadBook,
): { sentence: string; code: string } | undefined {
  if (!asker || asker.caller) {
    const sentence = 'Only the owner of the library can have a book narrated, not a caller. Ask them to.'
    return { sentence, code: 'CALLER_NOT_ALLOWED' }
  }
  if (book.ownerId === null && !asker.scopes.includes('admin')) {
    const sentence = `“${book.title}” belongs to everybody, so only an admin can have it narrated. Import a copy of your own, or ask an admin.`
    return { sentence, code: 'SCOPE_REQUIRED' }
  }
  if (book.positions === 'transcript') {
    const sentence = `“${book.title}” has the times of a recording of its own, which a narration would replace. Import its text as a book of its own to have that narrated.`
    return { sentence, code: 'VALIDATION_FAILED' }
  }
  return undefined
}

/** @throws ToolError with the reason, where the asker may not. */
export function requireNarrator(asker: Asker | undefined, book: ReadBook): void {
  const reason = whyNotNarrate(asker, book)
  if (reason) throw new ToolError(reason.sentence, { code: reason.code })
}
