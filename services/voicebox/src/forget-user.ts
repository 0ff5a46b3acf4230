import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import type { ClipSounds } from './clips/clip-sounds.ts'
import { dropClips } from './clips/drop-clips.ts'
import { clips } from './schema/clips.ts'
import { quotas, reservations, usage } from './schema/usage.ts'

/** Deletes everything here that is a user's. */
export async function forgetUser(db: Database, sounds: ClipSounds, userId: number): Promise<void> {
  await dropClips(db, sounds, eq(clips.userId, userId))
  await db.transaction(async (tx) => {
    for (const table of [usage, reservations, quotas]) await tx.delete(table).where(eq(table.userId, userId))
  })
}
