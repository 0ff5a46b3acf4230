import type { Database } from '@patchbay/service-kit'
import { clips } from '../schema/clips.ts'
import type { ClipSounds } from './clip-sounds.ts'
import { soundsInDatabase } from './sounds-in-database.ts'
import { soundsInFolder } from './sounds-in-folder.ts'

/**
 * Opens where sounds are kept: in the folder of a process that has its store to itself, else in the database. Files that
 * were left over by a process that died go.
 */
export async function openClipSounds(db: Database, folder: string | undefined): Promise<ClipSounds> {
  if (folder === undefined) return soundsInDatabase(db)
  const sounds = await soundsInFolder(folder)
  const known = new Set((await db.select({ id: clips.id }).from(clips)).map(({ id }) => id))
  await sounds.drop((await sounds.list()).filter((id) => !known.has(id)))
  return sounds
}
