import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { VoiceboxClip } from '@patchbay/contract'
import { useState } from 'react'
import { formatLength } from '../../../format/duration.ts'
import { formatAgo, formatMoment } from '../../../format/time.ts'
import { useNow } from '../../../ui/use-now.ts'
import { clipPath } from '../api.ts'
import classes from '../voices.module.css'
import { DeleteClipDialog } from './delete-clip-dialog.tsx'

/** What was spoken and is kept, the newest first. */
export function ClipList({ clips }: { clips: readonly VoiceboxClip[] }) {
  const now = useNow(60_000)
  // It stays while the dialog fades away.
  const [chosen, setChosen] = useState<VoiceboxClip | null>(null)
  const [deleting, dialog] = useDisclosure(false)
  return (
    <>
      <ul className={classes.list} aria-label="Clips">
        {clips.map((clip) => (
          <li key={clip.clip_id} className={classes.clip}>
            <p className={classes.text} dir="auto">
              {clip.text}
            </p>
            {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- its words stand above it */}
            <audio controls preload="none" src={clipPath(clip.clip_id)} aria-label={`Clip: ${beginningOf(clip)}`} />
            <div className={classes.foot}>
              <p className={classes.quiet}>
                {clip.spoken_by} ({clip.engine}), {formatLength(clip.duration_s * 1000)},{' '}
                {formatAgo(clip.created_at, now)}; kept until {formatMoment(clip.expires_at)}
                {clip.spoken_by !== clip.voice_id && `. It stood in for ${clip.voice_id}`}
              </p>
              <Button
                variant="default"
                size="compact-md"
                aria-label={`Delete “${beginningOf(clip)}”`}
                onClick={() => {
                  setChosen(clip)
                  dialog.open()
                }}
              >
                Delete
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <DeleteClipDialog clip={chosen} opened={deleting} onClose={dialog.close} />
    </>
  )
}

function beginningOf({ text }: VoiceboxClip): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)} …`
}
