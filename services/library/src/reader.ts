import type { Principal } from '@patchbay/contract'
import { eq, isNull, like, or, type SQL } from 'drizzle-orm'
import { books } from './schema/books.ts'
import { progress } from './schema/progress.ts'

/** Whose books are read, and whose place is kept. */
export interface Reader {
  /** Undefined where nobody vouches for anybody: then there are only the books that everybody has. */
  userId: number | undefined
  /** Names them in the table of places. */
  key: string
}

/** A caller on the phone has the books of the user that named them, and a place of their own. */
export function readerOf(principal: Pick<Principal, 'userId' | 'caller'> | undefined): Reader {
  const { userId, caller } = principal ?? {}
  return { userId, key: caller ? `${userId}/${caller.phone}` : String(userId ?? 0) }
}

/** Holds for the places that a user and their callers keep: the keys that `readerOf` makes. */
export function placesOfUser(userId: number): SQL | undefined {
  return or(eq(progress.reader, String(userId)), like(progress.reader, `${userId}/%`))
}

/** Holds for the reader's own books and those that everybody has. */
export function ofReader({ userId }: Reader): SQL | undefined {
  return userId === undefined ? isNull(books.ownerId) : or(isNull(books.ownerId), eq(books.ownerId, userId))
}
