import type { Turn } from '@patchbay/contract'
import type { ReactNode } from 'react'
import { formatTimeOfDay } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import classes from './turn-item.module.css'

export interface TurnItemProps {
  turn: Turn
  /** Who said it. */
  speaker: string
  /** Where it belongs: how far into the call it was. */
  context?: ReactNode
}

/** What one side of a call said, in the columns of a tool call. */
export function TurnItem({ turn, speaker, context }: TurnItemProps) {
  const agent = turn.speaker === 'agent'
  return (
    <li className={classes.item} data-speaker={turn.speaker}>
      <time className={classes.time} dateTime={turn.at}>
        {formatTimeOfDay(turn.at)}
      </time>
      <Jack tone={agent ? 'accent' : 'idle'} plugged={agent} />
      <span className={classes.speaker}>
        {speaker}
        {turn.interrupted && <span className={classes.cut}>interrupted</span>}
      </span>
      {context !== undefined && <span className={classes.context}>{context}</span>}
      <p className={classes.text}>{turn.text}</p>
    </li>
  )
}
