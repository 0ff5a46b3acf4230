import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { isHeard, type FoundPassage } from './find-passages.ts'

/** Passages before and after a found one that its scene may reach to. */
const REACH = 5

export interface ScenePassage {
  ordinal: number
  chapter: number
  chapterTitle: string
  positionS: number
  text: string
}

/** Passages of one chapter that follow each other, all of them heard or none. */
export interface Scene {
  heard: boolean
  passages: ScenePassage[]
}

/**
 * The scenes that these passages of one book stand in: a few passages around each, never a whole book. What lies ahead of
 * the reader is a scene of its own.
 */
export async function readScenes(db: Database, found: FoundPassage[]): Promise<Scene[]> {
  const [first] = found
  if (!first) return []
  const { book } = first
  const wanted = JSON.stringify(found.map(({ ordinal, chapter }) => ({ ordinal, chapter })))
  const { rows } = await db.execute<{
    ordinal: number
    chapter: number
    title: string
    position_s: number
    end_s: number
    text: string
  }>(sql`
    with wanted as (
      select distinct step as ordinal, w.chapter
      from jsonb_to_recordset(${wanted}::jsonb) as w(ordinal int, chapter int),
        generate_series(w.ordinal - ${REACH}::int, w.ordinal + ${REACH}::int) as step
    )
    select c.ordinal, c.chapter, ch.title, c.position_s, c.end_s, c.text
    from wanted w
    join library_chunks c on c.book_id = ${book.id}::int and c.ordinal = w.ordinal and c.chapter = w.chapter
    join library_chapters ch on ch.book_id = c.book_id and ch.number = c.chapter
    order by c.ordinal`)
  const scenes: Scene[] = []
  for (const row of rows) {
    const heard = isHeard({ book, endS: row.end_s })
    const scene = scenes.at(-1)
    const last = scene?.passages.at(-1)
    const passage = {
      ordinal: row.ordinal,
      chapter: row.chapter,
      chapterTitle: row.title,
      positionS: row.position_s,
      text: row.text,
    }
    if (scene && last?.ordinal === row.ordinal - 1 && last.chapter === row.chapter && scene.heard === heard)
      scene.passages.push(passage)
    else scenes.push({ heard, passages: [passage] })
  }
  return scenes
}
