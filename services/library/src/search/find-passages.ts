import type { BookLanguage } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { sql, type SQL } from 'drizzle-orm'
import type { ReadBook } from '../find-book.ts'
import { rankPassages } from './rank-passages.ts'
import { idsOf, readTerms, type Term } from './read-terms.ts'

/** Passages that are looked at more closely. */
const CANDIDATES = 200
/** Rows that the words which choose candidates may stand in: words in more of them only add to a passage's score. */
const MOST_ROWS = 4_000

export interface Candidate {
  bookId: number
  ordinal: number
  chapter: number
  positionS: number
  endS: number
  /** Which of the terms stand in it, by their place among them. */
  has: boolean[]
  /** What PostgreSQL says of how near to each other they stand. */
  nearness: number
  length: number
}

export interface FoundPassage extends Candidate {
  book: ReadBook
  score: number
  /** How much of the question's weight stands in it or beside it: 0 to 1. */
  coverage: number
}

export interface Found {
  passages: FoundPassage[]
  /** How many passages have any of the words that choose. */
  total: number
  /** How many of the best were left out because they lie ahead of the reader. */
  ahead: number
  terms: Term[]
}

/**
 * The passages that say most about a question, best first. Any of its words will do; rare ones count for more, and so do
 * words that stand together, in the passage or the next one.
 *
 * @param guarded - Leaves out what the reader has not heard to its end, where a place is kept.
 */
export async function findPassages(
  db: Database,
  books: ReadBook[],
  language: BookLanguage,
  query: string,
  guarded = true,
): Promise<Found> {
  const own = books.filter((book) => book.language === language)
  const passages = own.reduce((count, book) => count + book.passages, 0)
  const terms = await readTerms(
    db,
    own.map(({ id }) => id),
    language,
    query,
    passages,
  )
  const known = terms.filter(({ chunks }) => chunks > 0)
  if (known.length === 0) return { passages: [], total: 0, ahead: 0, terms }
  const { candidates, total } = await readCandidates(db, own, language, terms, choosing(known))
  const ofId = new Map(own.map((book) => [book.id, book]))
  const ranked = rankPassages(candidates, terms).flatMap((candidate) => {
    const book = ofId.get(candidate.bookId)
    return book ? [{ ...candidate, book }] : []
  })
  if (!guarded) return { passages: ranked, total, ahead: 0, terms }
  const heard = ranked.filter(isHeard)
  const best = ranked.slice(0, 10)
  return {
    passages: heard,
    total: total - (ranked.length - heard.length),
    ahead: best.filter((each) => !isHeard(each)).length,
    terms,
  }
}

/** To its end: half a passage would give away the other half. */
export function isHeard({ book, endS }: { book: { heardS: number | null }; endS: number }): boolean {
  return book.heardS === null || endS <= book.heardS
}

/** The rarest words, and more of them as long as few enough rows have to be looked at. */
function choosing(known: Term[]): Term[] {
  const chosen: Term[] = []
  let rows = 0
  for (const term of known.toSorted((a, b) => a.chunks - b.chunks)) {
    rows += term.chunks
    if (chosen.length > 0 && rows > MOST_ROWS) break
    chosen.push(term)
  }
  return chosen
}

interface CandidateRow extends Record<string, unknown> {
  book_id: number
  ordinal: number
  chapter: number
  position_s: number
  end_s: number
  has: string
  nearness: number
  length: number
  total: number | string
}

async function readCandidates(db: Database, books: ReadBook[], language: BookLanguage, terms: Term[], chosen: Term[]) {
  const any = chosen.map(({ tsquery }) => tsquery).join(' | ')
  const all = terms.map(({ tsquery }) => tsquery).join(' | ')
  const isIn = ({ tsquery }: Term) => sql`(c.words @@ ${tsquery}::tsquery)`
  const weighed = terms.map((term) => sql`${isIn(term)}::int * ${term.weight}::float8`)
  const bits = sql.join(
    terms.map((term) => sql`${isIn(term)}::int::text`),
    sql` || `,
  )
  const { rows } = await db.execute<CandidateRow>(sql`
    with found as materialized (
      select c.book_id, c.ordinal, c.chapter, c.position_s, c.end_s, c.words, ${sum(weighed)} as weight
      from library_chunks c
      where c.words @@ ${any}::tsquery and c.language = ${language}::text
        and c.book_id = any(${idsOf(books.map(({ id }) => id))})
    ), counted as (select count(*) as total from found),
    best as (select * from found order by weight desc, book_id, ordinal limit ${CANDIDATES}::int)
    select c.book_id, c.ordinal, c.chapter, c.position_s, c.end_s, ${bits} as has, counted.total,
      ts_rank_cd(c.words, ${all}::tsquery, 0) as nearness, length(c.words) as length
    from best c cross join counted order by c.weight desc, c.book_id, c.ordinal`)
  return {
    total: Number(rows[0]?.total ?? 0),
    candidates: rows.map((row) => ({
      bookId: row.book_id,
      ordinal: row.ordinal,
      chapter: row.chapter,
      positionS: row.position_s,
      endS: row.end_s,
      has: row.has.split('').map((bit) => bit === '1'),
      nearness: row.nearness,
      length: row.length,
    })),
  }
}

function sum(parts: SQL[]): SQL {
  return sql`(${sql.join(parts, sql` + `)})`
}
