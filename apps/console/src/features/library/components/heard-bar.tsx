import type { LibraryBook } from '@patchbay/contract'
import { formatPosition } from '../../../format/position.ts'
import classes from '../library.module.css'

/** How far the reader has come, as a bar and in words. */
export function HeardBar({ book }: { book: LibraryBook }) {
  if (book.position_s === null) return <p className={classes.quiet}>No place kept: the whole book is open.</p>
  const share = book.duration_s === 0 ? 0 : Math.min(1, book.position_s / book.duration_s)
  return (
    <div className={classes.heard}>
      <div className={classes.bar} aria-hidden>
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <p className={classes.quiet}>
        Heard to {formatPosition(book.position_s)} of {formatPosition(book.duration_s)}
      </p>
    </div>
  )
}
