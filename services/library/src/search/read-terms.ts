import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'

/** One word of a question, as PostgreSQL's configuration of the language stems it. */
export interface Term {
  lexeme: string
  /** In how many passages it stands. */
  chunks: number
  /** How much it says: the rarer, the more. */
  weight: number
  /** Where it stands in the question, from 1; stop words count too. */
  place: number
}

/** Words of questions about books, which say what is asked for and nothing of where it stands. */
const asking: Record<BookLanguage, string> = {
  en:
    'book story chapter tell told say said know happen happened please explain describe name called find give many much ' +
    'would could kind exactly really actually mean think anyone anything something someone thing things',
  pt:
    'livro história capítulo conta contar diga dizer disse sabe saber acontece aconteceu explique descreva nome chama chamava ' +
    'quantos quantas onde quando porque quem exatamente realmente alguém algo alguma coisa coisas fica há houve qual quais',
}

export const configOf = { en: 'english', pt: 'portuguese' } as const

/** The question's words, each with how rare it is in these books. */
export async function readTerms(
  db: Database,
  bookIds: number[],
  language: BookLanguage,
  query: string,
  total: number,
): Promise<Term[]> {
  const config = sql.raw(`'${configOf[language]}'`)
  const ids = sql`array(select jsonb_array_elements_text(${JSON.stringify(bookIds)}::jsonb)::int)`
  // A name is often said with its genitive, and typed with any apostrophe.
  const said = query.replaceAll(/[’']s?\b|\0/g, ' ')
  const { rows } = await db.execute<{ lexeme: string; place: number; chunks: number | string; asking: boolean }>(sql`
    with asked as (select lexeme, positions[1]::int as place from unnest(to_tsvector(${config}, ${said}::text))),
    dull as (select lexeme from unnest(to_tsvector(${config}, ${asking[language]}::text)))
    select asked.lexeme, asked.place, exists (select from dull where dull.lexeme = asked.lexeme) as asking,
      coalesce((select sum(w.chunks) from library_words w where w.lexeme = asked.lexeme and w.book_id = any(${ids})), 0) as chunks
    from asked order by asked.place`)
  return rows.map(({ lexeme, place, chunks, asking: isAsking }) => {
    const count = Number(chunks)
    // As BM25 weighs words by their rarity.
    const rarity = Math.log(1 + (total - count + 0.5) / (count + 0.5))
    return { lexeme, place, chunks: count, weight: isAsking ? rarity * 0.15 : rarity }
  })
}
