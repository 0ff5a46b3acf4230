import type { ReactNode } from 'react'
import classes from './alert-line.module.css'
import { Jack } from './jack.tsx'

/** A sentence on what just went wrong in a form or dialog; read out at once. */
export function AlertLine({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className={classes.line}>
      <Jack tone="bad" plugged />
      <span>{children}</span>
    </p>
  )
}
