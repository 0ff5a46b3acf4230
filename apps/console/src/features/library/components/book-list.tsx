import type { LibraryBook } from '@patchbay/contract'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../../format/count.ts'
import { formatPosition } from '../../../format/position.ts'
import classes from '../library.module.css'
import { HeardBar } from './heard-bar.tsx'

/** The reader's books, and how far each has been heard. */
export function BookList({ books }: { books: readonly LibraryBook[] }) {
  return (
    <ul className={classes.books} aria-label="Books">
      {books.map((book) => (
        <li key={book.job_id} className={classes.book}>
          {book.state === 'ready' ? (
            <Link className={classes.title} to="/library/$jobId" params={{ jobId: book.job_id }} lang={book.language}>
              {book.title}
            </Link>
          ) : (
            <span className={classes.title} lang={book.language}>
              {book.title}
            </span>
          )}
          <span className={classes.quiet}>
            {[
              book.author,
              book.language === 'pt' ? 'Portuguese' : 'English',
              book.state === 'ready'
                ? `${formatCount(book.chapters.length, 'chapter')}, ${formatPosition(book.duration_s)}`
                : `being imported: ${formatCount(book.passages, 'passage')} so far`,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          {book.state === 'ready' && <HeardBar book={book} />}
        </li>
      ))}
    </ul>
  )
}
