import { Select } from '@mantine/core'
import type { LibraryBook } from '@patchbay/contract'
import { useState } from 'react'
import { formatPosition } from '../../../format/position.ts'
import classes from '../library.module.css'
import { chapterAudioUrl, type HeardNarration } from '../narration-api.ts'

export interface ChapterPlayerProps {
  book: LibraryBook
  narration: HeardNarration
  /** Where it begins, in seconds of the book; null while the book's positions are not the audio's. */
  at: number | null
}

/** Plays a narration, a chapter at a time, from the place that is looked at. */
export function ChapterPlayer({ book, narration, at }: ChapterPlayerProps) {
  const here = at === null ? undefined : book.chapters.findLast(({ start_s }) => start_s <= at)
  const [chosen, setChosen] = useState(here?.chapter ?? narration.chapters[0]?.chapter ?? 1)
  /** One chapter has ended, and the next one follows by itself. */
  const [goesOn, setGoesOn] = useState(false)
  const isAhead = (chapter: number) =>
    book.position_s !== null && (book.chapters.find((each) => each.chapter === chapter)?.start_s ?? 0) > book.position_s
  const startS = here?.chapter === chosen && at !== null ? at - here.start_s : 0
  const next = narration.chapters.find(({ chapter }) => chapter > chosen)
  return (
    <div className={classes.player}>
      <Select
        label="Listen to"
        data={narration.chapters.map(({ chapter, title, duration_s }) => ({
          value: String(chapter),
          // A chapter's name can give away what happens in it.
          label: `${isAhead(chapter) ? `${chapter} (ahead of you)` : `${chapter}: ${title}`} · ${formatPosition(duration_s)}`,
        }))}
        value={String(chosen)}
        allowDeselect={false}
        onChange={(value) => {
          setGoesOn(false)
          setChosen(Number(value))
        }}
      />
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- the book's text stands beside it */}
      <audio
        key={chosen}
        className={classes.audio}
        aria-label={`Chapter ${chosen}`}
        controls
        autoPlay={goesOn}
        preload="metadata"
        src={chapterAudioUrl(book.job_id, chosen, narration.voice_id)}
        onLoadedMetadata={({ currentTarget }) => {
          currentTarget.currentTime = startS
        }}
        onEnded={() => {
          if (!next) return
          setGoesOn(true)
          setChosen(next.chapter)
        }}
      />
      <p className={classes.quiet}>
        Read by {narration.spoken_by ?? narration.voice_id}
        {narration.spoken_by !== null &&
          narration.spoken_by !== narration.voice_id &&
          ` in place of ${narration.voice_id}`}
      </p>
    </div>
  )
}
