import classes from './logo.module.css'

/** The mark (a jack whose cord hangs down, and so a P) and the name. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <span className={classes.logo}>
      <svg width={size * 0.75} height={size} viewBox="0 0 24 32" fill="none" aria-hidden>
        <circle className={classes.ring} cx="13.5" cy="11" r="9" />
        <path className={classes.cord} d="M13.5 11C8 11 4.5 14.5 4.5 20v5.5c0 3 1.5 4.5 4.5 4.5" />
        <circle className={classes.tip} cx="13.5" cy="11" r="3.5" />
      </svg>
      Patchbay
    </span>
  )
}
