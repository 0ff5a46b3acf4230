import { PasswordInput, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import rows from '../../../ui/rows.module.css'

export interface PasswordFormProps {
  isPending: boolean
  error: Error | null
  onSubmit: (asked: { login: string; password: string }) => void
}

/** Signs in by name or e-mail address and password. */
export function PasswordForm({ isPending, error, onSubmit }: PasswordFormProps) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [isIncomplete, setIncomplete] = useState(false)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const incomplete = login.trim() === '' || password === ''
    setIncomplete(incomplete)
    if (!incomplete && !isPending) onSubmit({ login, password })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name or e-mail address"
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        error={isIncomplete && login.trim() === '' && 'Write your name or e-mail address'}
        autoComplete="username"
        spellCheck={false}
      />
      <PasswordInput
        label="Password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isIncomplete && password === '' && 'Write your password'}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
      />
      {error && <AlertLine>{error.message}</AlertLine>}
      <div>
        <ActButton type="submit" isBusy={isPending}>
          Sign in with password
        </ActButton>
      </div>
    </form>
  )
}
