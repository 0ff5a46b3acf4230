import { TextInput } from '@mantine/core'
import type { LibraryBook } from '@patchbay/contract'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { formatPosition, readPosition } from '../../../format/position.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { useMovePlace } from '../api.ts'
import classes from '../library.module.css'
import { HeardBar } from './heard-bar.tsx'

/** Where the reader is, and the way to move it. */
export function PlaceForm({ book }: { book: LibraryBook }) {
  const move = useMovePlace(book.job_id)
  const notice = useNotice()
  const [text, setText] = useState(book.position_s === null ? '' : formatPosition(book.position_s))
  const [error, setError] = useState<string | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const position = readPosition(text)
    const isIn = position !== null && position <= Math.ceil(book.duration_s)
    setError(isIn ? null : `Write a time up to ${formatPosition(book.duration_s)}, such as 0:12:30.`)
    if (!isIn || move.isPending) return
    move.mutate(Math.min(position, book.duration_s), {
      onSuccess: () => notice.done(`Your place in “${book.title}” is ${formatPosition(position)}.`),
    })
  }

  return (
    <>
      <HeardBar book={book} />
      <form className={classes.line} onSubmit={submit}>
        <TextInput
          label="Your place"
          description="Agents tell you nothing of what comes after it"
          placeholder="0:00:00"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={error}
          autoComplete="off"
        />
        <ActButton type="submit" variant="default" isBusy={move.isPending}>
          Move
        </ActButton>
      </form>
      {move.isError && <AlertLine>{move.error.message}</AlertLine>}
    </>
  )
}
