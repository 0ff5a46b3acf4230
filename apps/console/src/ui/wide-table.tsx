import { ScrollArea } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './rows.module.css'

/** A table that may be wider than the screen: it scrolls by itself, by keyboard too. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ScrollArea type="auto" scrollbars="x" viewportProps={{ tabIndex: 0 }}>
      <table className={classes.table} aria-label={label}>
        {children}
      </table>
    </ScrollArea>
  )
}
