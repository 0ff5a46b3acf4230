import type { ToolCallRecord } from '@patchbay/contract'
import { formatDuration } from '../../../format/duration.ts'
import { toolCallStatusLooks } from '../tool-call-status.ts'
import classes from './call-track.module.css'

export interface CallTrackProps {
  /** Milliseconds since 1970. */
  startMs: number
  /** Milliseconds since 1970; now for a live call. */
  endMs: number
  live: boolean
  toolCalls: readonly ToolCallRecord[]
}

/** The call to scale: how long each tool call took, and the stretches in between. The list below it says the same. */
export function CallTrack({ startMs, endMs, live, toolCalls }: CallTrackProps) {
  const lengthMs = Math.max(1, endMs - startMs)
  const percent = (ms: number) => `${Math.min(100, Math.max(0, (ms / lengthMs) * 100))}%`
  return (
    <div className={classes.track} aria-hidden>
      <div className={classes.line} data-live={live || undefined}>
        {toolCalls.map((toolCall) => {
          const from = Date.parse(toolCall.startedAt)
          const width = toolCall.durationMs ?? endMs - from
          return (
            <span
              key={toolCall.id}
              className={classes.run}
              data-tone={toolCallStatusLooks[toolCall.status].tone}
              style={{ left: percent(from - startMs), width: percent(width) }}
            />
          )
        })}
      </div>
      <div className={classes.scale}>
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{formatDuration(lengthMs * part)}</span>
        ))}
      </div>
    </div>
  )
}
