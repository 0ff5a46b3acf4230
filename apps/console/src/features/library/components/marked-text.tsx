import { splitMarks } from '../split-marks.ts'
import classes from './marked-text.module.css'

/** An excerpt whose matching words stand out. */
export function MarkedText({ children }: { children: string }) {
  return (
    <span className={classes.text}>
      {splitMarks(children).map(({ text, isMatch }, at) => (isMatch ? <mark key={at}>{text}</mark> : text))}
    </span>
  )
}
