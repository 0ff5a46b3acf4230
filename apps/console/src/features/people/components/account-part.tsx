import { useQuery } from '@tanstack/react-query'
import { TextInput } from '@mantine/core'
import type { Account } from '@patchbay/contract'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { RequestError } from '../../../app/request.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import rows from '../../../ui/rows.module.css'
import { ProviderButton } from '../../sign-in/components/provider-button.tsx'
import { accountQuery, useChangeAccount, useDisconnect } from '../api.ts'
import classes from './account-part.module.css'
import { PasswordPart } from './password-part.tsx'

/** One's own name, address, password, and the provider's accounts that sign in as oneself. */
export function AccountPart() {
  const account = useQuery(accountQuery)
  if (account.isPending) return <Lines count={3} />
  if (account.isLoadingError) {
    return <Failure what="Your account" error={account.error} onRetry={() => void account.refetch()} />
  }
  return (
    <div className={classes.parts}>
      <NameForm key={account.data.id} account={account.data} />
      <PasswordPart account={account.data} />
      <Identities account={account.data} />
    </div>
  )
}

function NameForm({ account }: { account: Account }) {
  const [name, setName] = useState(account.name)
  const [email, setEmail] = useState(account.email ?? '')
  const change = useChangeAccount()
  const notice = useNotice()
  const issues = change.error instanceof RequestError ? change.error.issues : []
  const issueOf = (field: string) => issues.find(({ path }) => path === field)?.message

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (change.isPending) return
    const body = { name, email: email.trim() === '' ? null : email.trim() }
    change.mutate(body, { onSuccess: () => notice.done('Your account is saved.') })
  }

  return (
    <form className={rows.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
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
      {change.isError && issues.length === 0 && <AlertLine>{change.error.message}</AlertLine>}
      <div>
        <ActButton type="submit" variant="default" isBusy={change.isPending}>
          Save account
        </ActButton>
      </div>
    </form>
  )
}

function Identities({ account: { identities } }: { account: Account }) {
  const disconnect = useDisconnect()
  return (
    <div className={rows.form}>
      {identities.map(({ id, issuer }) => (
        <div key={id} className={rows.address}>
          <span>
            Connected with <code>{issuer}</code>
          </span>
          <ActButton
            variant="default"
            size="compact-md"
            isBusy={disconnect.isPending}
            aria-label={`Disconnect ${issuer}`}
            onClick={() => disconnect.mutate(id)}
          >
            Disconnect
          </ActButton>
        </div>
      ))}
      {disconnect.isError && <AlertLine>{disconnect.error.message}</AlertLine>}
      {identities.length === 0 && <ProviderButton verb="Connect with" connect />}
    </div>
  )
}
