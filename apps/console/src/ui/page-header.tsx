import type { ReactNode } from 'react'
import { Jack } from './jack.tsx'
import classes from './page-header.module.css'

/** The bar on top of a page: its name, into which the navigation's cord is plugged, and what can be done here. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className={classes.header}>
      <title>{`${title} · Patchbay`}</title>
      <span className={classes.jack}>
        <Jack tone="accent" plugged size={16} />
      </span>
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.actions}>{children}</div>
    </header>
  )
}
