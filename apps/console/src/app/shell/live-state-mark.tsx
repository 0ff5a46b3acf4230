import { Jack } from '../../ui/jack.tsx'
import type { JackTone } from '../../ui/jack.tsx'
import type { LiveState } from '../live-events.ts'
import classes from './live-state-mark.module.css'

const marks: Record<LiveState, { label: string; tone: JackTone }> = {
  connecting: { label: 'Connecting', tone: 'idle' },
  live: { label: 'Live', tone: 'good' },
  reconnecting: { label: 'Reconnecting', tone: 'waiting' },
}

/** Says whether the page hears of things as they happen. */
export function LiveStateMark({ state }: { state: LiveState }) {
  const { label, tone } = marks[state]
  return (
    <span className={classes.mark} data-testid="live-state" data-state={state}>
      <Jack tone={tone} plugged={state === 'live'} size={12} />
      {label}
    </span>
  )
}
