import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import classes from '../library.module.css'

/** Asks about a book; the address holds the question. */
export function AskForm({ question, onAsk }: { question: string; onAsk: (question: string) => void }) {
  const [text, setText] = useState(question)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (text.trim() !== '') onAsk(text.trim())
  }

  return (
    <form className={classes.line} onSubmit={submit}>
      <TextInput
        className={classes.field}
        label="Question"
        placeholder="What was found in the garden?"
        value={text}
        maxLength={1_000}
        onChange={(event) => setText(event.currentTarget.value)}
        autoComplete="off"
      />
      <ActButton type="submit" variant="default" isBusy={false}>
        Ask
      </ActButton>
    </form>
  )
}
