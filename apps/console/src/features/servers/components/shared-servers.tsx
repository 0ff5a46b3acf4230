import { PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import rows from '../../../ui/rows.module.css'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { StatusMark } from '../../../ui/status-mark.tsx'
import { sharedServersQuery, useSetCredential } from '../api.ts'
import { toneOf } from '../status-words.ts'

/** Servers that others share with everybody; some want a credential of each user's own. */
export function SharedServers() {
  const shared = useQuery(sharedServersQuery)
  const servers = shared.data?.servers ?? []
  if (servers.length === 0) return null
  return (
    <>
      <SectionHeading count={servers.length}>Shared with you</SectionHeading>
      <ul className={rows.list} aria-label="Shared with you">
        {servers.map((server) => (
          <li key={server.id} className={rows.card}>
            <StatusMark tone={toneOf(server.connectionStatus)}>{server.name}</StatusMark>
            {server.description !== '' && <p className={rows.text}>{server.description}</p>}
            {server.credential === 'user' && (
              <OwnCredential id={server.id} name={server.name} has={server.hasCredential} />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function OwnCredential({ id, name, has }: { id: number; name: string; has: boolean }) {
  const [apiKey, setApiKey] = useState('')
  const save = useSetCredential()
  const notice = useNotice()

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (apiKey === '' || save.isPending) return
    save.mutate(
      { id, apiKey },
      {
        onSuccess: () => {
          setApiKey('')
          notice.done(`“${name}” has a credential of yours.`)
        },
      },
    )
  }

  return (
    <form onSubmit={submit} noValidate>
      <PasswordInput
        label={`Your API key for ${name}`}
        description={
          has
            ? 'There is one; what you write here takes its place'
            : 'It goes to this server alone, and is never shown again'
        }
        value={apiKey}
        onChange={(event) => setApiKey(event.currentTarget.value)}
        autoComplete="off"
      />
      {save.isError && <AlertLine>{save.error.message}</AlertLine>}
      <div className={rows.buttons}>
        <ActButton type="submit" variant="default" isBusy={save.isPending}>
          Save
        </ActButton>
        {has && (
          <ActButton variant="default" isBusy={save.isPending} onClick={() => save.mutate({ id, apiKey: null })}>
            Take it away
          </ActButton>
        )}
      </div>
    </form>
  )
}
