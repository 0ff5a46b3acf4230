import { VisuallyHidden } from '@mantine/core'
import { ChevronDownIcon } from '../../../ui/icons.tsx'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { formatDuration } from '../../../format/duration.ts'
import { formatTimeOfDay } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { formatArguments } from '../format-arguments.ts'
import type { ShownToolCall } from '../shown-tool-call.ts'
import { toolCallStatusLooks } from '../tool-call-status.ts'
import { ToolCallDetails } from './tool-call-details.tsx'
import classes from './tool-call-item.module.css'

export interface ToolCallItemProps {
  toolCall: ShownToolCall
  /** It came while the page was open, and so may move in. */
  isNew?: boolean
  /** Where it belongs: its call, or how far into the call it was. */
  context: ReactNode
}

/** One tool call: a line each for what ran, what it was given and what came back; all of it when opened. */
export function ToolCallItem({ toolCall, isNew = false, context }: ToolCallItemProps) {
  const [open, setOpen] = useState(false)
  const detailsId = useId()
  const running = toolCall.status === 'running'
  const now = useNow(running ? 100 : null)
  const { label, tone, plugged } = toolCallStatusLooks[toolCall.status]
  const durationMs = toolCall.durationMs ?? (running ? now.getTime() - Date.parse(toolCall.startedAt) : null)
  const answer = toolCall.error ?? toolCall.resultText

  return (
    <li className={classes.item} data-new={isNew || undefined}>
      <div className={classes.row}>
        <time className={classes.time} dateTime={toolCall.startedAt}>
          {formatTimeOfDay(toolCall.startedAt)}
        </time>
        <Jack tone={tone} plugged={plugged} pulsing={running} />
        <button
          type="button"
          className={classes.name}
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={() => setOpen(!open)}
        >
          <VisuallyHidden>{`${toolCall.tool} on ${toolCall.server}, ${label}`}</VisuallyHidden>
          <span className={classes.tool} aria-hidden>
            {toolCall.tool}
          </span>
          <span className={classes.server} aria-hidden>
            on {toolCall.server}
          </span>
        </button>
        <span className={classes.ending}>
          <span className={classes.status} data-tone={tone} data-status={toolCall.status}>
            {label}
          </span>
          {durationMs !== null && <span className={classes.duration}>{formatDuration(durationMs)}</span>}
          <ChevronDownIcon className={classes.chevron} size={16} />
        </span>
        <span className={classes.context}>{context}</span>
        {!open && (
          <>
            <span className={classes.line}>{formatArguments(toolCall.arguments) || 'no arguments'}</span>
            {answer !== null && (
              <span className={classes.line}>
                <span aria-hidden>→ </span>
                <VisuallyHidden>Result: </VisuallyHidden>
                {answer}
              </span>
            )}
          </>
        )}
      </div>
      <div id={detailsId}>{open && <ToolCallDetails toolCall={toolCall} />}</div>
    </li>
  )
}
