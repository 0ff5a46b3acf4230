import type { LibraryBook } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatPosition } from '../../../format/position.ts'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { answerQuery } from '../api.ts'
import classes from '../library.module.css'
import { MarkedText } from './marked-text.tsx'

const modeWords = {
  extractive: 'Extractive: the book’s own words, no model was asked.',
  model: 'Model: written by a language model from the passages below.',
}

/** Where nothing was found there are no words of the book's, and no passages. */
const nothingFoundWords = {
  extractive: 'Extractive: the book was searched, no model was asked.',
  model: 'Model: a language model looked through what was found.',
}

/** What the book says to a question, from where, and who put it into words. */
export function Answer({ book, question }: { book: LibraryBook; question: string }) {
  const answer = useQuery(answerQuery(book.job_id, question, book.position_s))
  if (answer.isPending) return <Lines count={3} />
  if (answer.isLoadingError)
    return <Failure what="The answer" error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return null
  const { mode, citations } = answer.data
  return (
    <section className={classes.answer} aria-label="Answer">
      <p lang={book.language}>
        <MarkedText>{answer.data.answer}</MarkedText>
      </p>
      <p className={classes.quiet}>{(citations.length > 0 ? modeWords : nothingFoundWords)[mode]}</p>
      {citations.length > 0 && (
        <ol className={classes.results} aria-label="Where it says so">
          {citations.map((citation) => (
            <li key={citation.position_s}>
              <Link
                className={classes.result}
                from="/library/$jobId"
                search={(before) => ({ ...before, at: citation.position_s })}
              >
                <span className={classes.where}>
                  <span>
                    Chapter {citation.chapter}: {citation.chapter_title}
                  </span>
                  <span className={classes.time}>{formatPosition(citation.position_s)}</span>
                </span>
                <span lang={book.language}>
                  <MarkedText>{citation.excerpt}</MarkedText>
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
