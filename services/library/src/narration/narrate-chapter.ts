import { FIRST_OGG_PAGE, OPUS_PACKET_MS, oggOpusHead, oggOpusPages } from '@patchbay/speech'
import type { Database } from '@patchbay/service-kit'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { chapters } from '../schema/chapters.ts'
import { chunks } from '../schema/chunks.ts'
import { narrationChapters } from '../schema/narration-chapters.ts'
import { narrationPassages } from '../schema/narration-passages.ts'
import { narrations } from '../schema/narrations.ts'
import { NarrationStopped } from './narration-stopped.ts'
import type { NarratingVoices } from './narrator.ts'
import { speakPassage } from './speak-passage.ts'

export interface NarratingDeps {
  db: Database
  voices: () => Promise<NarratingVoices>
}

type PassageRow = typeof narrationPassages.$inferSelect
/** How far a chapter is. */
type Place = Pick<PassageRow, 'ordinal' | 'endS' | 'endByte' | 'nextPage'>

/**
 * Reads one chapter aloud, passage by passage; what is there already is passed over. Any number of processes may do it
 * at once, and any may die: every passage is kept once, whole, and the chapter when all of them are.
 *
 * @throws {NarrationStopped} Where it is no longer wanted.
 * @throws {SpeechFailed} Where the voice cannot speak.
 */
export async function narrateChapter(
  { db, voices }: NarratingDeps,
  narrationId: string,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  const { voiceId, bookId } = await readNarrationRow(db, narrationId)
  const [chapter] = await db
    .select()
    .from(chapters)
    .where(and(eq(chapters.bookId, bookId), eq(chapters.number, number)))
  const passages = await db
    .select({ ordinal: chunks.ordinal, text: chunks.text })
    .from(chunks)
    .where(and(eq(chunks.bookId, bookId), eq(chunks.chapter, number)))
    .orderBy(asc(chunks.ordinal))
  const last = passages.at(-1)
  if (!chapter || !last) throw new NarrationStopped()
  let place = await readPlace(db, narrationId, number)
  for (const passage of passages) {
    if (place && passage.ordinal <= place.ordinal) continue
    const words = place ? passage.text : `${chapter.title.replace(/[.!?…]*$/u, '.')} ${passage.text}`
    const { packets, spokenBy } = await speakPassage(await voices(), voiceId, words, signal)
    const row = layPassage(packets, place, {
      narrationId,
      chapter: number,
      ordinal: passage.ordinal,
      last: last.ordinal,
    })
    await keepPassage(db, row, spokenBy)
    // The row that counts may be another process's, who was faster.
    place = await readPlace(db, narrationId, number)
  }
  await db.execute(sql`
    insert into library_narration_chapters (narration_id, number, duration_s, bytes)
    select narration_id, chapter, max(end_s), max(end_byte) from library_narration_passages
    where narration_id = ${narrationId}::uuid and chapter = ${number}::int group by 1, 2
    on conflict do nothing`)
}

/** @returns The chapters that are still to be made, in order. */
export async function missingChapters(db: Database, narrationId: string): Promise<number[]> {
  const { bookId } = await readNarrationRow(db, narrationId)
  const rows = await db
    .select({ number: chapters.number })
    .from(chapters)
    .leftJoin(
      narrationChapters,
      and(eq(narrationChapters.narrationId, narrationId), eq(narrationChapters.number, chapters.number)),
    )
    .where(and(eq(chapters.bookId, bookId), sql`${narrationChapters.number} is null`))
    .orderBy(asc(chapters.number))
  return rows.map(({ number }) => number)
}

/** @throws {NarrationStopped} Where it is not under way. */
async function readNarrationRow(db: Database, narrationId: string) {
  const [row] = await db.select().from(narrations).where(eq(narrations.id, narrationId))
  if (row?.state !== 'queued' && row?.state !== 'running') throw new NarrationStopped()
  return row
}

async function readPlace(db: Database, narrationId: string, chapter: number): Promise<Place | undefined> {
  const { ordinal, endS, endByte, nextPage } = narrationPassages
  const [place] = await db
    .select({ ordinal, endS, endByte, nextPage })
    .from(narrationPassages)
    .where(and(eq(narrationPassages.narrationId, narrationId), eq(narrationPassages.chapter, chapter)))
    .orderBy(desc(ordinal))
    .limit(1)
  return place
}

/** Lays a passage's audio behind what its chapter has so far. */
function layPassage(
  packets: Uint8Array[],
  place: Place | undefined,
  { last, ...passage }: Pick<PassageRow, 'narrationId' | 'chapter' | 'ordinal'> & { last: number },
): PassageRow {
  const serial = passage.chapter
  const before = Math.round(((place?.endS ?? 0) * 1000) / OPUS_PACKET_MS)
  const from = { serial, page: place?.nextPage ?? FIRST_OGG_PAGE, packets: before }
  const { bytes, to } = oggOpusPages(packets, from, passage.ordinal === last)
  const audio = place ? bytes : Buffer.concat([oggOpusHead(serial), bytes])
  const startByte = place?.endByte ?? 0
  return {
    ...passage,
    startS: place?.endS ?? 0,
    endS: (to.packets * OPUS_PACKET_MS) / 1000,
    startByte,
    endByte: startByte + audio.length,
    nextPage: to.page,
    audio,
  }
}

/** @throws {NarrationStopped} Where it is no longer wanted; then nothing is kept. */
async function keepPassage(db: Database, row: PassageRow, spokenBy: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [wanted] = await tx
      .update(narrations)
      .set({ state: 'running', spokenBy })
      .where(and(eq(narrations.id, row.narrationId), sql`${narrations.state} in ('queued', 'running')`))
      .returning({ id: narrations.id })
    if (!wanted) throw new NarrationStopped()
    await tx.insert(narrationPassages).values(row).onConflictDoNothing()
  })
}
