import type { Database } from '@patchbay/service-kit'
import type { SQL } from 'drizzle-orm'
import { clips } from '../schema/clips.ts'
import type { ClipSounds } from './clip-sounds.ts'

/** Deletes clips, their sounds after their rows: what has no row is nobody's to hear. */
export async function dropClips(db: Database, sounds: ClipSounds, which: SQL | undefined): Promise<void> {
  const gone = await db.delete(clips).where(which).returning({ id: clips.id })
  await sounds.drop(gone.map(({ id }) => id))
}
