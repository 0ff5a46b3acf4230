import { VisuallyHidden } from '@mantine/core'
import classes from './sparkline.module.css'

export interface SparklineProps {
  /** Oldest first. */
  values: readonly number[]
  /** What the line says, in words. */
  label: string
}

const WIDTH = 120
const HEIGHT = 24

/** A small line of numbers over time; the words beside it say the last of them. */
export function Sparkline({ values, label }: SparklineProps) {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0
  const points = values.map((value, at) => `${at * step},${HEIGHT - 2 - (value / most) * (HEIGHT - 4)}`)
  return (
    <>
      <VisuallyHidden>{label}</VisuallyHidden>
      <svg className={classes.line} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        <polyline points={points.join(' ')} />
      </svg>
    </>
  )
}
