import { formatCount } from '../../../format/count.ts'
import { formatPosition } from '../../../format/position.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import classes from '../library.module.css'
import { isUnderWay, useCancelNarration, useNarrate, type HeardNarration } from '../narration-api.ts'

const stateWords = {
  queued: 'waits for its turn',
  running: 'is being read aloud',
  ready: 'is ready',
  failed: 'stopped',
  cancelled: 'was cancelled',
}

export interface NarrationProgressProps {
  narration: HeardNarration
  mayChange: boolean
}

/** A narration that is not whole: how far it is, and the way to end it or to have it go on. */
export function NarrationProgress({ narration, mayChange }: NarrationProgressProps) {
  const { job_id, voice_id, state, share_done, chapters_done, chapters_total, duration_s, error } = narration
  const narrate = useNarrate(job_id)
  const cancel = useCancelNarration(job_id)
  const failed = narrate.error ?? cancel.error
  const percent = Math.floor(share_done * 100)
  return (
    <section className={classes.heard} aria-label={`Narration by ${voice_id}`}>
      <p>
        The narration by {voice_id} {stateWords[state]}.
      </p>
      <div className={classes.bar} aria-hidden>
        <div style={{ width: `${share_done * 100}%` }} />
      </div>
      <p className={classes.quiet}>
        {percent} %, {chapters_done} of {formatCount(chapters_total, 'chapter')}, {formatPosition(duration_s)} so far
      </p>
      {error !== null && <AlertLine>{error}</AlertLine>}
      {mayChange && (
        <p>
          {isUnderWay(narration) ? (
            <ActButton variant="default" isBusy={cancel.isPending} onClick={() => cancel.mutate(voice_id)}>
              Cancel
            </ActButton>
          ) : (
            <ActButton variant="default" isBusy={narrate.isPending} onClick={() => narrate.mutate(voice_id)}>
              Go on
            </ActButton>
          )}
        </p>
      )}
      {failed && <AlertLine>{failed.message}</AlertLine>}
    </section>
  )
}
