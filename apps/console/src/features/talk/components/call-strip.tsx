import { CallCord } from './call-cord.tsx'
import classes from './call-strip.module.css'

export interface CallStripProps {
  /** The name of who answers. */
  name: string
  /** The caller's; empty where the call acts for nobody. */
  number: string
  /** What the caller is at, in a word or two; the number where it is nothing. */
  caller?: string | null
  /** What the agent is at, in a word or two. */
  agent: string
  /** The agent is being heard. */
  speaking: boolean
  /** The line is open. */
  plugged: boolean
}

/** The two ends of a call with the cord between them. */
export function CallStrip({ name, number, caller = null, agent, speaking, plugged }: CallStripProps) {
  return (
    <div className={classes.strip}>
      <div className={classes.caller}>
        <p className={classes.end}>You</p>
        <p className={classes.detail} data-testid="caller-state">
          {caller ?? (number || 'without a number')}
        </p>
      </div>
      <CallCord speaking={speaking} plugged={plugged} />
      <div className={classes.agent}>
        <p className={classes.end}>{name}</p>
        <p className={classes.detail} data-testid="agent-state">
          {agent}
        </p>
      </div>
    </div>
  )
}
