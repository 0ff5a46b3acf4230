import { Button, TextInput } from '@mantine/core'
import { PhoneOffIcon, SoundIcon, SoundOffIcon } from '../../../ui/icons.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { useEffect, useState } from 'react'
import type { RefObject, SubmitEvent } from 'react'
import type { CallState, RealtimeCall } from '../realtime-call.ts'
import classes from './composer.module.css'
import { MicrophoneSwitch } from './microphone-switch.tsx'

export interface ComposerProps {
  call: RealtimeCall
  state: CallState
  /** The field to type in. The focus stays in it, whatever is pressed, so that the next words can be typed at once. */
  field: RefObject<HTMLInputElement | null>
}

/** What a person can do in a call: write or say something, interrupt, switch the sound, hang up. */
export function Composer({ call, state, field }: ComposerProps) {
  const { speaking, soundOn, conversation, microphone, microphoneProblem } = state
  const [words, setWords] = useState('')
  const canInterrupt = speaking || conversation.responseId !== null
  const SwitchIcon = soundOn ? SoundIcon : SoundOffIcon

  useEffect(() => field.current?.focus(), [field])

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      // A key that closes something else, or ends the composing of a character, is not for us.
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

  function press(act: () => void) {
    act()
    field.current?.focus()
  }

  return (
    <form className={classes.composer} onSubmit={send}>
      <TextInput
        ref={field}
        className={classes.field ?? ''}
        aria-label="Message"
        placeholder={microphone === null ? 'Say something' : 'Say or write something'}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maxLength={2_000}
        autoComplete="off"
        enterKeyHint="send"
      />
      <Button type="submit">Send</Button>
      <div className={classes.controls}>
        {microphone !== null && <MicrophoneSwitch call={call} state={state} onPress={() => field.current?.focus()} />}
        <Button
          variant="default"
          aria-disabled={!canInterrupt}
          aria-keyshortcuts="Escape"
          onClick={() => press(() => call.interrupt())}
        >
          Interrupt
        </Button>
        <Button
          variant="default"
          aria-pressed={soundOn}
          leftSection={<SwitchIcon size={16} />}
          onClick={() => press(() => call.setSound(!soundOn))}
        >
          Sound
        </Button>
        <Button variant="default" leftSection={<PhoneOffIcon size={16} />} onClick={() => call.hangUp()}>
          Hang up
        </Button>
      </div>
      {microphoneProblem !== null && (
        <div className={classes.problem}>
          <AlertLine>{microphoneProblem}</AlertLine>
        </div>
      )}
    </form>
  )
}
