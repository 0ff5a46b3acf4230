import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import type { CallState, RealtimeCall } from '../realtime-call.ts'
import classes from './composer.module.css'

/** The field to type in. The focus stays in it, whatever is pressed, so that the next words can be typed at once. */
export function Composer({ call, state }: { call: RealtimeCall; state: CallState }) {
  const [words, setWords] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const busy = state.speaking || state.conversation.responseId !== null

  useEffect(() => field.current?.focus(), [])

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      // What closes something else with it (a dialog, a composition of characters) keeps its key.
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) call.interrupt()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [call])

  function send(event: SubmitEvent) {
    event.preventDefault()
    call.say(words)
    setWords('')
    field.current?.focus()
  }

  function interrupt() {
    call.interrupt()
    field.current?.focus()
  }

  return (
    <form className={classes.composer} onSubmit={send}>
      <TextInput
        ref={field}
        className={classes.field ?? ''}
        aria-label="Message"
        placeholder="Say something"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maxLength={2_000}
        autoComplete="off"
        enterKeyHint="send"
      />
      <Button type="submit">Send</Button>
      <Button variant="default" aria-disabled={!busy} aria-keyshortcuts="Escape" onClick={interrupt}>
        Interrupt
      </Button>
    </form>
  )
}
