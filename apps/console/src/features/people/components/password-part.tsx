import { PasswordInput } from '@mantine/core'
import type { Account } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { RequestError } from '../../../app/request.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import rows from '../../../ui/rows.module.css'
import { useSetPassword } from '../api.ts'

const toggle = { 'aria-label': 'Show the password', tabIndex: 0 }

/** Sets a password; the present one is asked for unless a one-time link brought the person here. */
export function PasswordPart({ account: { hasPassword, needsPassword } }: { account: Account }) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const set = useSetPassword()
  const notice = useNotice()
  const issue = set.error instanceof RequestError && set.error.issues.find(({ path }) => path === 'password')?.message

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (set.isPending) return
    set.mutate(
      { password, ...(needsPassword && { current }) },
      {
        onSuccess: () => {
          setCurrent('')
          setPassword('')
          notice.done('The password is set. Your other sessions have ended.')
        },
      },
    )
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      {needsPassword && (
        <PasswordInput
          label="Present password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
        />
      )}
      <PasswordInput
        label="New password"
        description="At least 12 characters. Your other sessions end."
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={issue || undefined}
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle}
      />
      {set.isError && !issue && <AlertLine>{set.error.message}</AlertLine>}
      <div>
        <ActButton type="submit" variant="default" isBusy={set.isPending}>
          {hasPassword ? 'Change password' : 'Set password'}
        </ActButton>
      </div>
    </form>
  )
}
