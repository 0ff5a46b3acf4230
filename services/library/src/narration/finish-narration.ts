import type { Database } from '@patchbay/service-kit'
import { and, eq, ne, sql } from 'drizzle-orm'
import { books } from '../schema/books.ts'
import { narrations } from '../schema/narrations.ts'
import { NarrationStopped } from './narration-stopped.ts'

/**
 * Makes a narration whose chapters are all there what the book's positions point into, in one step: of passages, of
 * chapters, and of every reader's place, which stays at the same words. The narration before it is dropped.
 *
 * @throws {NarrationStopped} Where it is no longer wanted.
 */
export async function finishNarration(db: Database, narrationId: string, now: () => Date): Promise<void> {
  await db.transaction(async (tx) => {
    const [narration] = await tx.select().from(narrations).where(eq(narrations.id, narrationId)).for('update')
    if (narration?.state === 'ready') return
    if (narration?.state !== 'queued' && narration?.state !== 'running') throw new NarrationStopped()
    const bookId = narration.bookId
    // Two narrations of one book may end at the same moment.
    await tx.select({ id: books.id }).from(books).where(eq(books.id, bookId)).for('update')
    const { rows } = await tx.execute<{ missing: number | string }>(sql`
      select count(*) as missing from library_chapters c where c.book_id = ${bookId}::int and not exists (
        select from library_narration_chapters n where n.narration_id = ${narrationId}::uuid and n.number = c.number)`)
    if (Number(rows[0]?.missing) > 0) throw new Error('a narration was to be finished before all chapters were there')

    // A place inside a passage is as far inside the same one; at its end, at its end.
    await tx.execute(sql`
      ${placesOf(bookId, narrationId)}
      update library_progress g set position_s = moved.place from (
        select p.reader, (
          select case when p.position_s >= w.old_end then w.new_end
            else w.new_start + (p.position_s - w.old_start) / (w.old_end - w.old_start) * (w.new_end - w.new_start) end
          from places w where w.old_start < p.position_s order by w.ordinal desc limit 1
        ) as place from library_progress p where p.book_id = ${bookId}::int
      ) moved
      where g.book_id = ${bookId}::int and g.reader = moved.reader and moved.place is not null`)
    await tx.execute(sql`
      ${placesOf(bookId, narrationId)}
      update library_chunks c set position_s = w.new_start, end_s = w.new_end from places w
      where c.book_id = ${bookId}::int and c.ordinal = w.ordinal`)
    await tx.execute(sql`
      ${placesOf(bookId, narrationId)}
      update library_chapters c set start_s = w.new_start, end_s = w.new_end from (
        select chapter, min(new_start) as new_start, max(new_end) as new_end from places group by chapter) w
      where c.book_id = ${bookId}::int and c.number = w.chapter`)
    const longest = sql<number>`(select max(end_s) from library_chapters c where c.book_id = ${bookId}::int)`
    await tx.update(books).set({ positions: 'narration', durationS: longest }).where(eq(books.id, bookId))

    const heard = and(eq(narrations.bookId, bookId), eq(narrations.state, 'ready'), ne(narrations.id, narrationId))
    await tx.delete(narrations).where(heard)
    await tx
      .update(narrations)
      .set({ state: 'ready', error: null, readyAt: now(), leaseHolder: null, leaseUntil: null })
      .where(eq(narrations.id, narrationId))
  })
}

/** Where each passage was and will be, in seconds from the book's beginning; audio is counted in hundredths. */
function placesOf(bookId: number, narrationId: string) {
  return sql`with starts as (
      select number, coalesce(sum(duration_s) over (order by number rows between unbounded preceding and 1 preceding), 0) as at
      from library_narration_chapters where narration_id = ${narrationId}::uuid
    ), places as (
      select c.ordinal, c.chapter, c.position_s as old_start, c.end_s as old_end,
        round((s.at + p.start_s)::numeric, 2)::float8 as new_start, round((s.at + p.end_s)::numeric, 2)::float8 as new_end
      from library_chunks c
      join library_narration_passages p on p.narration_id = ${narrationId}::uuid and p.ordinal = c.ordinal
      join starts s on s.number = c.chapter
      where c.book_id = ${bookId}::int)`
}
