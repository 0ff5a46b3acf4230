import type { Call } from '@patchbay/contract'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../../format/count.ts'
import { formatClock, formatDuration } from '../../../format/duration.ts'
import { formatTime } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import { callerOf } from '../caller-of.ts'
import classes from './call-link.module.css'

/** One call in the list: who, since when, how long, how many tool calls. */
export function CallLink({ call, now }: { call: Call; now: Date }) {
  const live = call.endedAt === null
  const lengthMs = (call.endedAt === null ? now.getTime() : Date.parse(call.endedAt)) - Date.parse(call.startedAt)
  return (
    <Link to="/calls/$callId" params={{ callId: call.callId }} className={classes.link}>
      <Jack tone={live ? 'good' : 'idle'} plugged={live} />
      <span className={classes.who}>{callerOf(call)}</span>
      <span className={classes.fact}>{live ? `live ${formatClock(lengthMs)}` : formatDuration(lengthMs)}</span>
      <span className={classes.since}>
        {call.callerName !== null && `${call.callerPhone}, `}
        <time dateTime={call.startedAt}>{formatTime(call.startedAt)}</time>
      </span>
      <span className={classes.fact}>{formatCount(call.toolCallCount, 'tool call')}</span>
    </Link>
  )
}
