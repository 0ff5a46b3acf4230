import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { isSameWord } from '../search/is-same-word.ts'
import type { Excerpt } from '../search/read-excerpts.ts'
import { configOf, type Term } from '../search/read-terms.ts'
import { wordsOf } from './read-sentences.ts'
import { quoteFrom, splitSentences } from './split-sentences.ts'

export interface Weighed {
  excerpt: Excerpt
  quotation: string
  /** How much of the question's weight stands in these sentences: 0 to 1. */
  coverage: number
}

/**
 * For each passage, the three sentences that say most about the question. A sentence that asks something answers nothing.
 */
export async function weighSentences(
  db: Database,
  language: BookLanguage,
  excerpts: Excerpt[],
  terms: Term[],
): Promise<Weighed[]> {
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0)
  if (whole === 0 || excerpts.length === 0) return []
  const split = excerpts.map(({ text }) => splitSentences(text))
  const sent = split.flatMap((sentences, excerpt) => sentences.map((text, place) => ({ excerpt, place, text })))
  const bits = sql.join(
    terms.map(({ tsquery }) => sql`(v.words @@ ${tsquery}::tsquery)::int::text`),
    sql` || `,
  )
  const { rows } = await db.execute<{ excerpt: number; place: number; has: string }>(sql`
    select r.excerpt, r.place, ${bits} as has
    from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as r(excerpt int, place int, text text),
      lateral (select to_tsvector(${sql.raw(`'${configOf[language]}'`)}, r.text) as words) v`)
  const has = new Map(rows.map((row) => [`${row.excerpt}/${row.place}`, row.has]))

  return excerpts.map((excerpt, index) => {
    const sentences = split[index] ?? []
    const isIn = (place: number, at: number) => {
      const term = terms[at]
      return (
        has.get(`${index}/${place}`)?.[at] === '1' &&
        term !== undefined &&
        wordsOf(sentences[place] ?? '').some((word) => isSameWord(term, word))
      )
    }
    const weightOf = (places: number[]) => {
      const known = places.filter((place) => !/\?["'”’»*]*$/.test(sentences[place] ?? '?'))
      return terms.reduce((sum, { weight }, at) => (known.some((place) => isIn(place, at)) ? sum + weight : sum), 0)
    }
    const windows = sentences.map((_, place) => ({
      place,
      weight: weightOf([place, place + 1, place + 2]),
      alone: weightOf([place]),
    }))
    const best = windows.toSorted((a, b) => b.weight - a.weight || b.alone - a.alone || a.place - b.place)[0]
    return { excerpt, quotation: quoteFrom(sentences, best?.place ?? 0), coverage: (best?.weight ?? 0) / whole }
  })
}
