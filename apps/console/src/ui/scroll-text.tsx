import classes from './scroll-text.module.css'

export interface ScrollTextProps {
  /** What it is, for screen readers. */
  label: string
  children: string
  /** Long lines are broken; else they scroll. */
  wrap?: boolean
}

/** Text as machines write it, in its own lines, scrolling where it is too long. */
export function ScrollText({ label, children, wrap = false }: ScrollTextProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be in the keyboard's reach
    <section className={classes.scroll} data-wrap={wrap || undefined} aria-label={label} tabIndex={0}>
      <pre className={classes.text}>{children}</pre>
    </section>
  )
}
