import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { formsOf } from './other-forms.ts'

/** One word of a question, as PostgreSQL's configuration of the language stems it. */
export interface Term {
  lexeme: string
  /** As they were asked with. */
  words: string[]
  /** Itself and its other forms, as they are stemmed. */
  forms: string[]
  /** Any of them. */
  tsquery: string
  /** Says what is asked for, and nothing of where it stands. */
  asking: boolean
  /** In how many passages it stands. */
  chunks: number
  /** How much it says: the rarer, the more. */
  weight: number
  /** Where it stands in the question, from 1; stop words count too. */
  place: number
}

/** What such a word counts for, of its rarity. */
const ASKING = 0.15

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
  // A name is often said with its genitive, and typed with any apostrophe.
  const said = query.replaceAll(/[’']s?\b|\0/g, ' ')
  const forms = [...new Set(said.toLowerCase().match(/[\p{L}\d]+/gu))].flatMap((word) =>
    formsOf(word, language).map((form) => ({ word, form })),
  )
  const { rows } = await db.execute<{
    lexeme: string
    place: number
    chunks: number | string
    asking: boolean
    forms: string[]
    words: string[]
  }>(sql`
    with asked as (select lexeme, positions[1]::int as place from unnest(to_tsvector(${config}, ${said}::text))),
    dull as (select lexeme from unnest(to_tsvector(${config}, ${asking[language]}::text))),
    forms as (
      select distinct w.lexeme, f.lexeme as form, r.word
      from jsonb_to_recordset(${JSON.stringify(forms)}::jsonb) as r(word text, form text),
        unnest(to_tsvector(${config}, r.word)) w, unnest(to_tsvector(${config}, r.form)) f
    ),
    all_forms as (select lexeme, lexeme as form from asked union select lexeme, form from forms)
    select asked.lexeme, asked.place, exists (select from dull where dull.lexeme = asked.lexeme) as asking,
      array(select form from all_forms where all_forms.lexeme = asked.lexeme order by form) as forms,
      array(select distinct forms.word from forms where forms.lexeme = asked.lexeme) as words,
      coalesce((
        select sum(w.chunks) from library_words w join all_forms a on a.form = w.lexeme
        where a.lexeme = asked.lexeme and w.book_id = any(${idsOf(bookIds)})
      ), 0) as chunks
    from asked order by asked.place`)
  return rows.map(({ lexeme, place, chunks, asking: isAsking, forms: all, words }) => {
    const count = Math.min(Number(chunks), total)
    // As BM25 weighs words by their rarity.
    const rarity = Math.log(1 + (total - count + 0.5) / (count + 0.5))
    const tsquery = all.map(quote).join(' | ')
    return {
      lexeme,
      words,
      forms: all,
      tsquery,
      place,
      chunks: count,
      asking: isAsking,
      weight: isAsking ? rarity * ASKING : rarity,
    }
  })
}

/** Numbers as an array of PostgreSQL, in one parameter. */
export function idsOf(ids: number[]) {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::int)`
}

/** As a `tsquery` has a lexeme: in quotes, so that nothing in it is read as an operator. */
function quote(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
