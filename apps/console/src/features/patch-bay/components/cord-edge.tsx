import { BaseEdge, EdgeLabelRenderer, type Edge, type EdgeProps } from '@xyflow/react'
import type { JackTone } from '../../../ui/jack.tsx'
import type { Pulse } from '../use-pulses.ts'
import classes from './patch-bay.module.css'

export interface CordData extends Record<string, unknown> {
  tone: JackTone
  /** The last tool call that went through, while it is shown. */
  pulse: Pulse | undefined
}

/** How far a cord hangs, in px; one to a server that is down hangs loose. */
const SLACK = 28
const LOOSE = 64

/** A cord that hangs with some slack. Something runs along it when a call passes, and its time is shown when it lands. */
export function CordEdge({ sourceX, sourceY, targetX, targetY, data, selected }: EdgeProps<Edge<CordData>>) {
  const tone = data?.tone ?? 'idle'
  const slack = tone === 'bad' ? LOOSE : SLACK
  const third = (targetX - sourceX) / 3
  const path = `M${sourceX} ${sourceY}C${sourceX + third} ${sourceY + slack} ${targetX - third} ${targetY + slack} ${targetX} ${targetY}`
  const { pulse } = data ?? {}
  return (
    <>
      <BaseEdge
        path={path}
        className={classes.cord ?? ''}
        data-tone={tone}
        data-selected={selected || undefined}
        interactionWidth={24}
      />
      {pulse && (
        <circle key={pulse.id} className={classes.pulse} r={7}>
          <animateMotion dur="0.6s" path={path} fill="freeze" />
        </circle>
      )}
      {pulse?.ms !== undefined && (
        <EdgeLabelRenderer>
          <span
            className={classes.time}
            style={{
              transform: `translate(-50%, -50%) translate(${(sourceX + targetX) / 2}px, ${(sourceY + targetY) / 2 + slack}px)`,
            }}
          >
            {Math.round(pulse.ms)} ms
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
