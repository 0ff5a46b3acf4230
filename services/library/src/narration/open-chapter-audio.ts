import { ToolError, type Database } from '@patchbay/service-kit'
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm'
import { findBook } from '../find-book.ts'
import type { Reader } from '../reader.ts'
import { narrationChapters } from '../schema/narration-chapters.ts'
import { narrationPassages } from '../schema/narration-passages.ts'
import { narrations } from '../schema/narrations.ts'

/** A chapter as a file: Opus in Ogg. */
export interface ChapterAudio {
  bytes: number
  /** Changes with the content. */
  version: string
  /** @param to - The byte after the last. */
  read(from: number, to: number): AsyncIterable<Uint8Array>
}

/**
 * Opens what can be heard of a chapter.
 *
 * @param voiceId - Unless said, the narration that the book's positions point into, else the last that has the chapter.
 * @throws ToolError where there is none.
 */
export async function openChapterAudio(
  db: Database,
  reader: Reader,
  jobId: string,
  chapter: number,
  voiceId: string | undefined,
): Promise<ChapterAudio> {
  const book = await findBook(db, reader, jobId)
  const [found] = await db
    .select({ id: narrations.id, bytes: narrationChapters.bytes })
    .from(narrations)
    .innerJoin(
      narrationChapters,
      and(eq(narrationChapters.narrationId, narrations.id), eq(narrationChapters.number, chapter)),
    )
    .where(and(eq(narrations.bookId, book.id), voiceId === undefined ? undefined : eq(narrations.voiceId, voiceId)))
    .orderBy(sql`${narrations.state} = 'ready' desc`, sql`${narrations.askedAt} desc`)
    .limit(1)
  if (!found) {
    const sentence = `Chapter ${chapter} of “${book.title}” has not been narrated${voiceId === undefined ? '' : ` by ${voiceId}`} yet.`
    throw new ToolError(sentence, { code: 'NOT_FOUND' })
  }
  const { id, bytes } = found
  return {
    bytes,
    version: `${id}-${chapter}`,
    async *read(from, to) {
      // A passage at a time: a chapter may be hours long.
      for (let at = from; at < to;) {
        const [piece] = await db
          .select()
          .from(narrationPassages)
          .where(
            and(
              eq(narrationPassages.narrationId, id),
              eq(narrationPassages.chapter, chapter),
              gt(narrationPassages.endByte, at),
              lt(narrationPassages.startByte, to),
            ),
          )
          .orderBy(asc(narrationPassages.ordinal))
          .limit(1)
        if (!piece) throw new Error('A narration was dropped while it was heard')
        yield piece.audio.subarray(at - piece.startByte, to - piece.startByte)
        at = piece.endByte
      }
    },
  }
}
