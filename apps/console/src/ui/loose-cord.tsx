import classes from './loose-cord.module.css'

const JACKS = 16
const STEP = 30

/** A row of jacks, one cord plugged in at one end and hanging loose at the other. Decoration. */
export function LooseCord() {
  return (
    <svg className={classes.strip} viewBox="0 0 464 96" aria-hidden>
      <path className={classes.edge} d="M0 0.5H464M0 31.5H464" />
      {Array.from({ length: JACKS }, (_, at) => (
        <circle key={at} className={classes.ring} cx={7 + at * STEP} cy="16" r="6" />
      ))}
      <circle className={classes.tip} cx={7 + STEP * 2} cy="16" r="3" />
      <path className={classes.cord} d="M67 16C69 96 176 104 214 74C232 60 252 56 268 68" />
      <path className={classes.plug} d="M268 68l11 9" />
    </svg>
  )
}
