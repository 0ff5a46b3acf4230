import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { configOf } from './read-terms.ts'

/** Each word as PostgreSQL's configuration of the language stems it; words that it leaves out are not there. */
export async function stemWords(
  db: Database,
  language: BookLanguage,
  words: Iterable<string>,
): Promise<Map<string, string>> {
  const sent = JSON.stringify([...new Set(words)])
  const { rows } = await db.execute<{ word: string; stem: string | null }>(sql`
    select word, (ts_lexize(${sql.raw(`'${configOf[language]}_stem'`)}, word))[1] as stem
    from jsonb_array_elements_text(${sent}::jsonb) as word`)
  return new Map(rows.flatMap(({ word, stem }) => (stem === null ? [] : [[word, stem] as const])))
}
