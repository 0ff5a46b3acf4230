import { useElementSize } from '@mantine/hooks'
import { Jack } from '../../../ui/jack.tsx'
import classes from './call-cord.module.css'

// In pixels. The jacks are at both ends of the drawing, on one line.
const JACK = 20
const HEIGHT = 44
const Y = JACK / 2
const SLACK = 36

export interface CallCordProps {
  /** The agent's voice goes through it right now. */
  speaking: boolean
  /** It reaches the agent; else its end hangs loose. */
  plugged: boolean
}

/** The cord between the caller's jack and the agent's. Decoration: the words beside it say the same. */
export function CallCord({ speaking, plugged }: CallCordProps) {
  const { ref, width } = useElementSize()
  const [from, to] = [JACK / 2, width - JACK / 2]
  const span = to - from
  const d = plugged
    ? `M${from} ${Y}C${from + span * 0.3} ${Y + SLACK} ${to - span * 0.3} ${Y + SLACK} ${to} ${Y}`
    : `M${from} ${Y}C${from + span * 0.1} ${Y + SLACK} ${from + span * 0.35} ${Y + SLACK} ${from + span * 0.55} ${Y + 16}`
  return (
    <div ref={ref} className={classes.cord} aria-hidden>
      <span className={classes.caller}>
        <Jack tone="accent" plugged size={JACK} />
      </span>
      <span className={classes.agent}>
        <Jack tone={plugged ? 'accent' : 'idle'} plugged={plugged} size={JACK} />
      </span>
      {span > 0 && (
        <svg className={classes.drawing} width={width} height={HEIGHT}>
          <path className={classes.sheath} style={{ d: `path("${d}")` }} d={d} />
          {!plugged && <path className={classes.plug} d={`M${from + span * 0.55} ${Y + 16}l13 -6`} />}
          {speaking && <path className={classes.pulse} pathLength={100} d={d} />}
        </svg>
      )}
    </div>
  )
}
