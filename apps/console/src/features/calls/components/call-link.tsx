import type { Call } from '@patchbay/contract'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../../format/count.ts'
import { formatClock } from '../../../format/duration.ts'
import { formatTime } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import { callerOf } from '../caller-of.ts'
import classes from './call-link.module.css'

/** One call in the list: who, since when, how long, how many tool calls. */
export function CallLink({ call, now }: { call: Call; now: Date }) {
  const live = call.endedAt === null
  const end = call.endedAt === null ? now.getTime() : Date.parse(call.endedAt)
  return (
    <Link to="/calls/$callId" params={{ callId: call.callId }} className={classes.link}>
      <Jack tone={live ? 'good' : 'idle'} plugged={live} />
      <span className={classes.who}>{callerOf(call)}</span>
      <time className={classes.time} dateTime={call.startedAt}>
        {formatTime(call.startedAt)}
      </time>
      <span className={classes.facts}>
        {call.callerName !== null && <span>{call.callerPhone}</span>}
        <span>
          {live && 'live '}
          {formatClock(end - Date.parse(call.startedAt))}
        </span>
        <span>{formatCount(call.toolCallCount, 'tool call')}</span>
      </span>
    </Link>
  )
}
