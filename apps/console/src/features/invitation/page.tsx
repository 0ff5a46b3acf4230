import { PasswordInput, TextInput } from '@mantine/core'
import { openInvitation } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { RequestError, request } from '../../app/request.ts'
import { formatMoment } from '../../format/time.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { AlertLine } from '../../ui/alert-line.tsx'
import { BarePage } from '../../ui/bare-page.tsx'
import rows from '../../ui/rows.module.css'
import { useAcceptInvitation } from '../sign-in/api.ts'
import { ProviderButton } from '../sign-in/components/provider-button.tsx'
import { takeSignInCode } from '../sign-in/sign-in-code.ts'

/** What somebody sees who was invited: who asks them in, and the form for their account. */
export function InvitationPage() {
  // Kept by the page alone: the address bar has lost it.
  const [code] = useState(() => takeSignInCode())
  const invitation = useQuery({
    queryKey: ['invitation', code],
    queryFn: ({ signal }) =>
      request('/api/console/invitations/look', openInvitation, { method: 'POST', body: { code }, signal }),
    enabled: code !== null,
    retry: false,
    gcTime: 0,
  })
  return (
    <BarePage title="Invitation">
      {code === null && <AlertLine>The link is not whole. Open it once more as you got it.</AlertLine>}
      {invitation.isLoading && <p>Looking at the invitation…</p>}
      {invitation.isError && <AlertLine>{invitation.error.message}</AlertLine>}
      {code !== null && invitation.data && (
        <>
          <p>
            {invitation.data.invitedBy} invites you to Patchbay as{' '}
            {invitation.data.role === 'admin' ? 'an admin' : 'a member'}. The invitation can be used once, until{' '}
            {formatMoment(invitation.data.expiresAt)}.
          </p>
          <ProviderButton verb="Join with" invitation={code} />
          <AccountForm code={code} />
        </>
      )}
    </BarePage>
  )
}

function AccountForm({ code }: { code: string }) {
  const accept = useAcceptInvitation()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const issues = accept.error instanceof RequestError ? accept.error.issues : []
  const issueOf = (field: string) => issues.find(({ path }) => path === field)?.message

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (!accept.isPending) accept.mutate({ code, name, ...(email.trim() !== '' && { email: email.trim() }), password })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="What others see, and you sign in with"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={issueOf('name')}
        maxLength={80}
        autoComplete="name"
      />
      <TextInput
        label="E-mail address"
        description="Not needed; you can sign in with it too"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={issueOf('email')}
        autoComplete="email"
      />
      <PasswordInput
        label="Password"
        description="At least 12 characters"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={issueOf('password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
      />
      {accept.isError && issues.length === 0 && <AlertLine>{accept.error.message}</AlertLine>}
      <div>
        <ActButton type="submit" isBusy={accept.isPending}>
          Make account
        </ActButton>
      </div>
    </form>
  )
}
