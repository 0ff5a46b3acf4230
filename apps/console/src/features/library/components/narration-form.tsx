import { Select } from '@mantine/core'
import type { BookNarrations, LibraryBook } from '@patchbay/contract'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import classes from '../library.module.css'
import { useNarrate } from '../narration-api.ts'

export interface NarrationFormProps {
  book: LibraryBook
  voices: BookNarrations['voices']
  /** Whose narration there is already. */
  heardVoice: string | undefined
}

/** Has a book read aloud, by a voice of its language. */
export function NarrationForm({ book, voices, heardVoice }: NarrationFormProps) {
  const narrate = useNarrate(book.job_id)
  const others = voices.filter(({ voice_id }) => voice_id !== heardVoice)
  const [voice, setVoice] = useState<string | null>(null)
  const chosen = voice ?? others[0]?.voice_id

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (chosen !== undefined && !narrate.isPending) narrate.mutate(chosen)
  }

  if (!others.some(({ ready }) => ready)) {
    return heardVoice === undefined ? <p className={classes.quiet}>No voice here can read it aloud.</p> : null
  }
  const optionsOf = (isReady: boolean) =>
    others
      .filter(({ ready }) => ready === isReady)
      .map(({ voice_id, name, language }) => ({ value: voice_id, label: `${name} (${language})` }))
  const groups = [
    { group: 'Ready', items: optionsOf(true) },
    { group: 'Files not here: another voice speaks', items: optionsOf(false) },
  ]
  return (
    <>
      <form className={classes.line} onSubmit={submit}>
        <Select
          className={classes.field}
          label={heardVoice === undefined ? 'Voice' : 'Another voice'}
          data={groups.filter(({ items }) => items.length > 0)}
          value={chosen ?? null}
          allowDeselect={false}
          onChange={setVoice}
        />
        <ActButton type="submit" variant="default" isBusy={narrate.isPending}>
          Read it aloud
        </ActButton>
      </form>
      {narrate.isError && <AlertLine>{narrate.error.message}</AlertLine>}
    </>
  )
}
