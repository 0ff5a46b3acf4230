import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { signInCodeOf } from '../sign-in-code.ts'
import classes from './paste-link.module.css'

export interface PasteLinkProps {
  isPending: boolean
  onCode: (code: string) => void
}

/** For a terminal whose links cannot be clicked, or that runs on another machine. */
export function PasteLink({ isPending, onCode }: PasteLinkProps) {
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState<string | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const code = signInCodeOf(pasted)
    setError(code === null ? 'Paste the whole link, or the code after “#code=”.' : null)
    if (code !== null && !isPending) onCode(code)
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        className={classes.field}
        label="Sign-in link or code"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        error={error}
        autoComplete="off"
        spellCheck={false}
      />
      <ActButton type="submit" isBusy={isPending}>
        Sign in
      </ActButton>
    </form>
  )
}
