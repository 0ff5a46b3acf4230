import classes from './logo.module.css'

/** The mark (a jack whose cord hangs down, and so a P) and the name. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <span className={classes.logo}>
      <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden>
        <circle className={classes.ring} cx="18" cy="12" r="8.5" />
        <path className={classes.cord} d="M18 12H9.5V22c0 4.5 2.5 7 6.5 7" />
        <circle className={classes.tip} cx="18" cy="12" r="3.25" />
      </svg>
      Patchbay
    </span>
  )
}
