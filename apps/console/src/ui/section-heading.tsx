import type { ReactNode } from 'react'
import classes from './section-heading.module.css'

/** The heading of a part of a page, lettered like the label strip of a patch bay. */
export function SectionHeading({ children, count }: { children: ReactNode; count?: number }) {
  return (
    <div className={classes.strip}>
      <h2 className={classes.heading}>{children}</h2>
      {count !== undefined && (
        <span className={classes.count} aria-hidden>
          {count}
        </span>
      )}
    </div>
  )
}
