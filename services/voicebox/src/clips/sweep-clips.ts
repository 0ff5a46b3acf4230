import type { Database } from '@patchbay/service-kit'
import { and, eq, inArray, lt, or, sql } from 'drizzle-orm'
import { clips } from '../schema/clips.ts'
import type { ClipSounds } from './clip-sounds.ts'
import { dropClips } from './drop-clips.ts'

/** After how long a clip that was not finished belongs to a process that has died, in ms. */
const UNFINISHED_MS = 2 * 3600 * 1000

/** Throws away what has been kept long enough, and what was never finished. */
export async function sweepOld(db: Database, sounds: ClipSounds, now: Date, lifeMs: number): Promise<void> {
  const unfinished = new Date(now.getTime() - UNFINISHED_MS)
  const isOld = lt(clips.createdAt, new Date(now.getTime() - lifeMs))
  const isLeftOver = and(eq(clips.state, 'making'), lt(clips.createdAt, unfinished))
  await dropClips(db, sounds, or(isOld, isLeftOver))
}

/** Makes room: of a user's clips the oldest go, until the others have at most so many bytes. The newest stays. */
export async function makeRoom(db: Database, sounds: ClipSounds, userId: number, bytes: number): Promise<void> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from (
      select id,
        sum(samples::bigint * 2) over (order by created_at desc, id desc) as upto,
        row_number() over (order by created_at desc, id desc) as place
      from voicebox_clips where user_id = ${userId} and state = 'ready'
    ) as kept where upto > ${bytes} and place > 1`)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await dropClips(db, sounds, inArray(clips.id, ids))
}
