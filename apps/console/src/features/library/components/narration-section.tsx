import type { LibraryBook } from '@patchbay/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import classes from '../library.module.css'
import { narrationsQuery } from '../narration-api.ts'
import { ChapterPlayer } from './chapter-player.tsx'
import { NarrationForm } from './narration-form.tsx'
import { NarrationProgress } from './narration-progress.tsx'

/** A book read aloud: what is made of it so far, by whom, and what can be heard. */
export function NarrationSection({ book, at }: { book: LibraryBook; at: number }) {
  const found = useQuery(narrationsQuery(book.job_id))
  const queryClient = useQueryClient()
  const all = found.data?.narrations ?? []
  const heard = all.find(({ state }) => state === 'ready')
  const heardVoice = heard?.voice_id
  const known = useRef<string | null>(undefined)

  // With another narration every position of the book is another one, and so is the reader's place.
  useEffect(() => {
    if (!found.isSuccess) return
    const now = heardVoice ?? null
    const before = known.current === undefined && book.positions === 'narration' ? now : (known.current ?? null)
    known.current = now
    if (before !== now) void queryClient.invalidateQueries({ queryKey: ['library'] })
  }, [found.isSuccess, heardVoice, book.positions, queryClient])

  if (found.isPending) return <Lines count={2} />
  if (found.isLoadingError)
    return <Failure what="The narration" error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return null
  const { voices, refused } = found.data
  // While the first one is made, its chapters can be heard as they come.
  const audible = heard ?? all.find(({ chapters }) => chapters.length > 0)
  const open = all.filter(({ state }) => state !== 'ready')
  return (
    <div className={classes.narration}>
      {audible && (
        <ChapterPlayer
          key={`${audible.voice_id} ${at}`}
          book={book}
          narration={audible}
          at={audible.state === 'ready' ? at : null}
        />
      )}
      {open.map((each) => (
        <NarrationProgress key={each.voice_id} narration={each} mayChange={refused === null} />
      ))}
      {all.length === 0 && refused !== null && <p className={classes.quiet}>{refused}</p>}
      {refused === null && open.length === 0 && <NarrationForm book={book} voices={voices} heardVoice={heardVoice} />}
    </div>
  )
}
