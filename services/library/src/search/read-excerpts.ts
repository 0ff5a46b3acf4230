import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { excerptOf } from './excerpt-of.ts'
import type { FoundPassage } from './find-passages.ts'
import { configOf, type Term } from './read-terms.ts'

export interface Excerpt {
  passage: FoundPassage
  chapterTitle: string
  /** The whole passage. */
  text: string
  /** Some of its sentences, the words that match between `**`. */
  excerpt: string
}

/** The text of passages that were found, in their order. */
export async function readExcerpts(
  db: Database,
  language: BookLanguage,
  passages: FoundPassage[],
  terms: Term[],
): Promise<Excerpt[]> {
  if (passages.length === 0) return []
  const all = terms.map(({ tsquery }) => tsquery).join(' | ')
  const wanted = JSON.stringify(passages.map(({ bookId, ordinal }, place) => ({ book_id: bookId, ordinal, place })))
  const { rows } = await db.execute<{
    text: string
    title: string
    marked: string
    place: number
  }>(sql`
    select w.place, c.text, ch.title, ts_headline(${sql.raw(`'${configOf[language]}'`)}, c.text, ${all}::tsquery,
      'StartSel=**, StopSel=**, HighlightAll=true') as marked
    from jsonb_to_recordset(${wanted}::jsonb) as w(book_id int, ordinal int, place int)
    join library_chunks c on c.book_id = w.book_id and c.ordinal = w.ordinal
    join library_chapters ch on ch.book_id = c.book_id and ch.number = c.chapter
    order by w.place`)
  return rows.flatMap(({ text, title, marked, place }) => {
    const passage = passages[place]
    return passage ? [{ passage, chapterTitle: title, text, excerpt: excerptOf(marked) }] : []
  })
}
