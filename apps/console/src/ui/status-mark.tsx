import type { ReactNode } from 'react'
import { Jack, type JackTone } from './jack.tsx'
import classes from './rows.module.css'

/** A jack and the word for what it shows. */
export function StatusMark({ tone, children }: { tone: JackTone; children: ReactNode }) {
  return (
    <span className={classes.status}>
      <Jack tone={tone} plugged={tone === 'good'} pulsing={tone === 'waiting'} />
      {children}
    </span>
  )
}
