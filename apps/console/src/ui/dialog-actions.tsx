import type { ReactNode } from 'react'
import classes from './dialog-actions.module.css'

/** The buttons at the foot of a dialog; the one that acts is the last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>
}
