import { formatTimeOfDay } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import classes from './row.module.css'

export interface NoteItemProps {
  tone: 'bad' | 'idle'
  text: string
  /** ISO 8601. */
  at: string
}

/** What the person should know and nobody said. */
export function NoteItem({ tone, text, at }: NoteItemProps) {
  return (
    <li className={classes.row}>
      <time className={classes.time} dateTime={at}>
        {formatTimeOfDay(at)}
      </time>
      <Jack tone={tone} plugged={tone === 'bad'} />
      <p className={classes.note}>{text}</p>
    </li>
  )
}
