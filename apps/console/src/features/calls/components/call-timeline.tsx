import type { CallDetail } from '@patchbay/contract'
import { ArrowLeftIcon } from '../../../ui/icons.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { RequestError } from '../../../app/request.ts'
import { formatCount } from '../../../format/count.ts'
import { formatClock, formatDuration } from '../../../format/duration.ts'
import { formatMoment, formatTimeOfDay } from '../../../format/time.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Jack } from '../../../ui/jack.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { callQuery } from '../api.ts'
import { arrangeTimeline } from '../arrange-timeline.ts'
import { callerOf } from '../caller-of.ts'
import classes from './call-timeline.module.css'
import { CallTrack } from './call-track.tsx'
import { ToolCallItem } from './tool-call-item.tsx'
import { TurnItem } from './turn-item.tsx'

const route = getRouteApi('/signed-in/calls/$callId')

/** One call from pick-up to hang-up: what was said, and each tool call where it happened. */
export function CallTimeline() {
  const { callId } = route.useParams()
  const call = useQuery(callQuery(callId))
  return (
    <section aria-label="Call">
      <Link to="/calls" className={classes.back}>
        <ArrowLeftIcon size={16} /> All calls
      </Link>
      {call.isPending && <Lines count={8} />}
      {call.isLoadingError &&
        (call.error instanceof RequestError && call.error.code === 'NOT_FOUND' ? (
          <p>There is no such call. It may have been deleted, or the address was cut.</p>
        ) : (
          <Failure what="The call" error={call.error} onRetry={() => void call.refetch()} />
        ))}
      {call.data && <Timeline call={call.data} />}
    </section>
  )
}

const endings = { logout: 'Hung up', hang_up: 'Hung up', expired: 'Session expired' } as const
const channels = { phone: 'A phone agent', page: 'The Talk page', api: 'A program' } as const

function Timeline({ call }: { call: CallDetail }) {
  const now = useNow(call.endedAt === null ? 1_000 : null)
  const start = Date.parse(call.startedAt)
  const end = call.endedAt === null ? now.getTime() : Date.parse(call.endedAt)
  const entries = arrangeTimeline(call)
  const into = (at: string) => `${formatDuration(Date.parse(at) - start)} into the call`
  return (
    <>
      <title>{`Call from ${callerOf(call)} · Patchbay`}</title>
      <h2 className={classes.heading}>Call from {callerOf(call)}</h2>
      <Facts
        facts={[
          ['Number', call.callerName === null ? null : call.callerPhone],
          ['Began', formatMoment(call.startedAt)],
          [
            'Length',
            call.endedAt === null ? `${formatClock(end - start)}, still going on` : formatDuration(end - start),
          ],
          ['Came by', channels[call.channel]],
          ['Turns', call.turns.length === 0 ? null : formatCount(call.turns.length, 'turn')],
          ['Tool calls', formatCount(call.toolCalls.length, 'tool call')],
          ['Id', <code key="id">{call.callId}</code>],
        ]}
      />
      <CallTrack startMs={start} endMs={end} live={call.endedAt === null} toolCalls={call.toolCalls} />
      <ol aria-label="Timeline" className={classes.timeline}>
        <Mark at={call.startedAt} tone="good">
          Picked up
        </Mark>
        {entries.map((entry) =>
          entry.kind === 'turn' ? (
            <TurnItem
              key={entry.turn.id}
              turn={entry.turn}
              speaker={entry.turn.speaker === 'agent' ? 'Agent' : callerOf(call)}
              context={into(entry.turn.at)}
            />
          ) : (
            <ToolCallItem key={entry.toolCall.id} toolCall={entry.toolCall} context={into(entry.toolCall.startedAt)} />
          ),
        )}
        {call.endedAt !== null && (
          <Mark at={call.endedAt} tone="idle">
            {call.endReason === null ? 'Ended' : endings[call.endReason]}
          </Mark>
        )}
      </ol>
      {call.endedAt === null && entries.length === 0 && (
        <p>Nothing yet. What is said, and every tool call, shows up here as it comes.</p>
      )}
    </>
  )
}

function Mark({ at, tone, children }: { at: string; tone: 'good' | 'idle'; children: string }) {
  return (
    <li className={classes.mark}>
      <time dateTime={at}>{formatTimeOfDay(at)}</time>
      <Jack tone={tone} />
      <span>{children}</span>
    </li>
  )
}
