import type { Principal } from '@patchbay/contract'
import { ToolError } from '@patchbay/service-kit'
import { and, eq, type SQL } from 'drizzle-orm'
import { clips } from './schema/clips.ts'

export type Asker = Pick<Principal, 'userId' | 'caller'>

/** Whose speech it is. */
export interface Owner {
  /** To whom it counts. */
  userId: number
  /** The caller for whom it is made, where it is for one. */
  phone: string | null
  /** Names them among those who wait. */
  key: string
}

/** @throws {ToolError} Where nobody vouches for anybody: speech is metered and kept for somebody. */
export function ownerOf(asker: Asker | undefined): Owner {
  if (!asker) throw new ToolError('Speech is counted and kept for whoever asks, and nobody is signed in here.')
  const phone = asker.caller?.phone ?? null
  return { userId: asker.userId, phone, key: phone === null ? String(asker.userId) : `${asker.userId}/${phone}` }
}

/** Holds for the clips that somebody may hear: a caller hears their own, a user those of their callers too. */
export function ofOwner({ userId, phone }: Owner): SQL | undefined {
  return and(eq(clips.userId, userId), phone === null ? undefined : eq(clips.callerPhone, phone))
}
