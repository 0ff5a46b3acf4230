import { Jack } from '../../../ui/jack.tsx'
import classes from './spots.module.css'

// More jacks than this are counted by nobody.
const DRAWN = 8

/** A jack for each spot of a session, the booked ones plugged, and how many are free in words. */
export function Spots({ total, free }: { total: number; free: number }) {
  const booked = total - free
  return (
    <span className={classes.spots}>
      {total <= DRAWN && (
        <span className={classes.jacks}>
          {Array.from({ length: total }, (_, at) => (
            <Jack key={at} tone={at < booked ? 'accent' : 'idle'} plugged={at < booked} size={11} />
          ))}
        </span>
      )}
      <span className={classes.free}>{free === 0 ? 'full' : `${free} free`}</span>
    </span>
  )
}
