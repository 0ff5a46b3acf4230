import type { Narration } from '@patchbay/contract'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../../format/count.ts'
import { formatPosition } from '../../../format/position.ts'
import classes from '../voices.module.css'

/** Books that are or were read aloud, and how far each is; the book's own page ends it and has it go on. */
export function NarrationList({ narrations }: { narrations: readonly Narration[] }) {
  return (
    <ul className={classes.list} aria-label="Narrations">
      {narrations.map((narration) => (
        <li key={`${narration.job_id} ${narration.voice_id}`} className={classes.clip}>
          <Link className={classes.name} to="/library/$jobId" params={{ jobId: narration.job_id }} dir="auto">
            {narration.title}
          </Link>
          {narration.state !== 'ready' && (
            <div className={classes.bar} aria-hidden>
              <div style={{ width: `${narration.share_done * 100}%` }} />
            </div>
          )}
          <p className={classes.quiet}>
            By {narration.spoken_by ?? narration.voice_id}, {stateOf(narration)}
          </p>
        </li>
      ))}
    </ul>
  )
}

function stateOf({ state, share_done, chapters_done, chapters_total, duration_s, error }: Narration): string {
  const chapters = formatCount(chapters_total, 'chapter')
  const far = `${Math.floor(share_done * 100)} %, ${chapters_done} of ${chapters}`
  switch (state) {
    case 'queued':
      return 'waits for its turn'
    case 'running':
      return far
    case 'ready':
      return `${chapters}, ${formatPosition(duration_s)}`
    case 'cancelled':
      return `cancelled at ${far}`
    case 'failed':
      return `stopped at ${far}. ${error ?? ''}`.trimEnd()
  }
}
