import type { SpeechUsage } from '@patchbay/contract'
import { formatClock } from '../../../format/duration.ts'
import classes from '../voices.module.css'

const number = new Intl.NumberFormat('en-GB')

/** How much of the month's quota is spoken, as a bar and in words. */
export function UsageBar({ usage }: { usage: SpeechUsage }) {
  const { characters, seconds, quota_characters: quota, left_characters: left } = usage
  const share = quota === 0 ? 1 : Math.min(1, characters / quota)
  return (
    <div className={classes.usage}>
      <div className={classes.bar} aria-hidden>
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <p className={classes.quiet}>
        {number.format(characters)} of {number.format(quota)} characters this month, {formatClock(seconds * 1000)} of
        speech. {left === 0 ? 'Nothing is left: an administrator can raise the quota.' : `${number.format(left)} left.`}
      </p>
    </div>
  )
}
