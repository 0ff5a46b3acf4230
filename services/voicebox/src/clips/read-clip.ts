import { ToolError, type Database } from '@patchbay/service-kit'
import { WAV_HEADER_BYTES, writeWavHeader } from '@patchbay/speech'
import { and, desc, eq, gt } from 'drizzle-orm'
import { ofOwner, type Owner } from '../owner.ts'
import { clips } from '../schema/clips.ts'
import type { ClipRow } from './clip-row.ts'
import type { ClipSounds } from './clip-sounds.ts'

/** How many clips a list has, the newest. */
const LISTED = 100

/** @param since - Older ones are as good as gone. */
export function listClips(db: Database, owner: Owner, since: Date): Promise<ClipRow[]> {
  return db
    .select()
    .from(clips)
    .where(and(ofOwner(owner), eq(clips.state, 'ready'), gt(clips.createdAt, since)))
    .orderBy(desc(clips.createdAt), desc(clips.id))
    .limit(LISTED)
}

/** @throws {ToolError} Where they have none of that id: another's sounds the same as none. */
export async function findClip(db: Database, owner: Owner | undefined, id: string, since: Date): Promise<ClipRow> {
  const [row] = await db
    .select()
    .from(clips)
    .where(and(owner && ofOwner(owner), eq(clips.id, id), eq(clips.state, 'ready'), gt(clips.createdAt, since)))
  if (row) return row
  throw new ToolError('There is no such clip. It may have been deleted, or been kept long enough.', {
    code: 'NOT_FOUND',
  })
}

/** Reads a clip's file, piece by piece. @param from - The first byte. @param to - Behind the last byte. */
export async function* readFile(
  sounds: ClipSounds,
  row: ClipRow,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  if (from < WAV_HEADER_BYTES) yield writeWavHeader(row.samples, row.sampleRateHz).subarray(from, to)
  if (to > WAV_HEADER_BYTES) yield* sounds.read(row.id, Math.max(0, from - WAV_HEADER_BYTES), to - WAV_HEADER_BYTES)
}
