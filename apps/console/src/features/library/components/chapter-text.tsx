import { Button, Select } from '@mantine/core'
import type { LibraryBook } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { formatCount } from '../../../format/count.ts'
import { formatPosition } from '../../../format/position.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { chapterQuery, useMovePlace } from '../api.ts'
import classes from '../library.module.css'
import { splitChapter } from '../split-chapter.ts'

export interface ChapterTextProps {
  book: LibraryBook
  /** The position that is looked at, in seconds. */
  at: number
  onGo: (at: number) => void
}

/** A chapter, passage by passage, with the one that the address names in view; what lies ahead is not shown unasked. */
export function ChapterText({ book, at, onGo }: ChapterTextProps) {
  const chapter = useQuery(chapterQuery(book.job_id, at))
  const [shownAhead, setShownAhead] = useState<number | null>(null)
  const here = useRef<HTMLLIElement>(null)
  const number = chapter.data?.chapter
  const passages = chapter.data?.passages ?? []
  const isSettled = chapter.isSuccess && !chapter.isPlaceholderData

  useEffect(() => {
    // The first passage stands where the chapter begins anyway.
    if (isSettled && at > 0) here.current?.scrollIntoView({ block: 'center' })
  }, [isSettled, at])

  if (chapter.isPending) return <Lines count={8} />
  if (chapter.isLoadingError)
    return <Failure what="The chapter" error={chapter.error} onRetry={() => void chapter.refetch()} />

  const { heard, ahead } = splitChapter(passages, book.position_s)
  const isOpen = shownAhead === number
  const shown = isOpen ? passages : heard
  const isAhead = (startS: number) => book.position_s !== null && startS > book.position_s
  return (
    <section aria-label="Chapter" aria-busy={chapter.isPlaceholderData}>
      <Select
        label="Chapter"
        className={classes.chapters}
        data={book.chapters.map(({ chapter: each, title, start_s }) => ({
          value: String(each),
          // A chapter's name can give away what happens in it.
          label: isAhead(start_s) ? `${each} (ahead of you)` : `${each}: ${title}`,
        }))}
        value={number === undefined ? null : String(number)}
        onChange={(value) => {
          const chosen = book.chapters.find((each) => String(each.chapter) === value)
          if (chosen) onGo(chosen.start_s)
        }}
      />
      <ol className={classes.passages} lang={book.language}>
        {shown.map((passage) => (
          <li
            key={passage.position_s}
            ref={passage.here ? here : undefined}
            className={classes.passage}
            aria-current={passage.here ? 'location' : undefined}
          >
            <Link
              className={classes.time}
              from="/library/$jobId"
              search={(before) => ({ ...before, at: passage.position_s })}
              resetScroll={false}
              aria-label={`Passage at ${formatPosition(passage.position_s)}`}
            >
              {formatPosition(passage.position_s)}
            </Link>
            <div>
              <p>{passage.text}</p>
              {passage.here && passage.end_s !== book.position_s && <HeardTo book={book} endS={passage.end_s} />}
            </div>
          </li>
        ))}
      </ol>
      {!isOpen && ahead.length > 0 && (
        <div className={classes.veil}>
          <p>
            {ahead.some((passage) => passage.here) ? 'The passage that you look for' : 'What comes next'} lies ahead of
            you: {formatCount(ahead.length, 'passage')} of this chapter, veiled.
          </p>
          <Button variant="default" onClick={() => setShownAhead(number ?? null)}>
            Show them anyway
          </Button>
        </div>
      )}
    </section>
  )
}

function HeardTo({ book, endS }: { book: LibraryBook; endS: number }) {
  const move = useMovePlace(book.job_id)
  const notice = useNotice()
  return (
    <>
      <ActButton
        variant="default"
        size="compact-md"
        isBusy={move.isPending}
        onClick={() =>
          move.mutate(endS, {
            onSuccess: () => notice.done(`Your place in “${book.title}” is ${formatPosition(endS)}.`),
          })
        }
      >
        I have heard to here
      </ActButton>
      {move.isError && <AlertLine>{move.error.message}</AlertLine>}
    </>
  )
}
