import { Jack } from '../../../ui/jack.tsx'
import classes from './spots.module.css'

// More jacks than this are counted by nobody.
const DRAWN = 8

export interface SpotsProps {
  total: number
  free: number
  /** Said before the number, for instance `left wave`. */
  note?: string | null
}

/** How many spots are free in words, and a jack for each spot, the booked ones plugged. */
export function Spots({ total, free, note = null }: SpotsProps) {
  const booked = total - free
  const words = free === 0 ? 'full' : `${free} free`
  return (
    <span className={classes.spots}>
      <span className={classes.words}>{note === null ? words : `${note}, ${words}`}</span>
      {total <= DRAWN && (
        <span className={classes.jacks}>
          {Array.from({ length: total }, (_, at) => (
            <Jack key={at} tone={at < booked ? 'accent' : 'idle'} plugged={at < booked} size={10} />
          ))}
        </span>
      )}
    </span>
  )
}
