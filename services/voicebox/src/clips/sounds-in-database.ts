import type { Database } from '@patchbay/service-kit'
import { and, eq, inArray } from 'drizzle-orm'
import { clipParts } from '../schema/clips.ts'
import { PART_BYTES } from './clip-size.ts'
import type { ClipSounds } from './clip-sounds.ts'

/** Keeps sounds in the database, for processes that share it. */
export function soundsInDatabase(db: Database): ClipSounds {
  return {
    async add(clipId, number, bytes) {
      await db.insert(clipParts).values({ clipId, number, bytes })
    },
    async *read(clipId, from, to) {
      for (let number = Math.floor(from / PART_BYTES); number * PART_BYTES < to; number += 1) {
        const [part] = await db
          .select({ bytes: clipParts.bytes })
          .from(clipParts)
          .where(and(eq(clipParts.clipId, clipId), eq(clipParts.number, number)))
        if (!part) throw new Error(`The clip ${clipId} went away while it was read`)
        const offset = number * PART_BYTES
        yield part.bytes.subarray(Math.max(0, from - offset), to - offset)
      }
    },
    async drop(clipIds) {
      if (clipIds.length > 0) await db.delete(clipParts).where(inArray(clipParts.clipId, [...clipIds]))
    },
  }
}
