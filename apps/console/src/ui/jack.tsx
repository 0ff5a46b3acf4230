import classes from './jack.module.css'

export type JackTone = 'good' | 'bad' | 'waiting' | 'idle' | 'accent'

export interface JackProps {
  tone: JackTone
  /** Something is in it: the ring has a filled tip. */
  plugged?: boolean
  /** Something is going through it right now. */
  pulsing?: boolean
  /** In pixels; the ring's outer diameter. */
  size?: number
}

/** A jack of the patch bay. Decoration: what it says is always beside it in words. */
export function Jack({ tone, plugged = false, pulsing = false, size = 14 }: JackProps) {
  return (
    <svg
      className={classes.jack}
      data-tone={tone}
      data-pulsing={pulsing || undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
    >
      <circle className={classes.ring} cx="8" cy="8" r="6.75" />
      {plugged && <circle className={classes.tip} cx="8" cy="8" r="3.5" />}
    </svg>
  )
}
