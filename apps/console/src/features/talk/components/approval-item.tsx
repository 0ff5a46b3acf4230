import { Button } from '@mantine/core'
import { formatTimeOfDay } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import { formatArguments } from '../../calls/format-arguments.ts'
import type { Approval } from '../conversation.ts'
import classes from './row.module.css'

export interface ApprovalItemProps {
  approval: Approval
  /** The call has ended: nothing can be answered any more. */
  isOver: boolean
  onAnswer: (approve: boolean) => void
}

/** The agent's question before it uses a tool, with what it would send, and the two answers. */
export function ApprovalItem({ approval, isOver, onAnswer }: ApprovalItemProps) {
  const { tool, server, answer, at } = approval
  const open = answer === null && !isOver
  return (
    <li className={classes.row}>
      <time className={classes.time} dateTime={at}>
        {formatTimeOfDay(at)}
      </time>
      <Jack tone={open ? 'waiting' : 'idle'} plugged={answer === 'approved'} pulsing={open} />
      <div className={classes.body}>
        <p>
          May the agent use <code className={classes.tool}>{tool}</code> on {server}?
        </p>
        <p className={classes.line}>{formatArguments(approval.arguments) || 'no arguments'}</p>
        {open ? (
          <div className={classes.answers}>
            <Button size="compact-md" aria-label={`Approve ${tool}`} onClick={() => onAnswer(true)}>
              Approve
            </Button>
            <Button size="compact-md" variant="default" aria-label={`Deny ${tool}`} onClick={() => onAnswer(false)}>
              Deny
            </Button>
          </div>
        ) : (
          <p className={classes.note}>
            {answer === 'approved' ? 'You approved it.' : answer === 'denied' ? 'You denied it.' : 'Not answered.'}
          </p>
        )}
      </div>
    </li>
  )
}
