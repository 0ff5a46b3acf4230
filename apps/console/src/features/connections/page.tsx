import { Button } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { useNow } from '../../ui/use-now.ts'
import { keysQuery } from './api.ts'
import { ClientConfiguration } from './components/client-configuration.tsx'
import { KeyList } from './components/key-list.tsx'
import { KeyTable } from './components/key-table.tsx'
import { NewKeyDialog } from './components/new-key-dialog.tsx'
import { RevokeDialog } from './components/revoke-dialog.tsx'
import { SignedInClients } from './components/signed-in-clients.tsx'
import classes from './page.module.css'

/** A revoked key's button is gone when its dialog would give the focus back; the page's start takes it then. */
function keepFocus(): void {
  const focused = document.activeElement
  const isLost = focused === null || focused === document.body || focused.closest('[role="dialog"]') !== null
  if (isLost) document.getElementById('content')?.focus()
}

/** How agents and programs reach the gateway: what each is told, who has signed in, and the keys that they show. */
export function ConnectionsPage() {
  const keys = useQuery(keysQuery)
  const [making, newKey] = useDisclosure(false)
  // The id stays while the dialog fades away.
  const [revokingId, setRevokingId] = useState<number | null>(null)
  const [revoking, revokeDialog] = useDisclosure(false)
  const now = useNow(60_000)
  const isWide = useMediaQuery('(min-width: 64em)', true, { getInitialValueInEffect: false })
  const all = keys.data?.keys ?? []
  const workingFirst = all.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null))
  const Keys = isWide ? KeyTable : KeyList

  return (
    <>
      <PageHeader title="Connections">
        <Button onClick={newKey.open}>New key</Button>
      </PageHeader>
      <div className={classes.body}>
        <SectionHeading>Connect a client</SectionHeading>
        <p className={classes.intro}>
          What a client has to be told to reach the tools here, as it wants it written. It says where the key belongs
          and never holds one.
        </p>
        <ClientConfiguration />
        <SignedInClients now={now} onDisconnected={keepFocus} />
        <SectionHeading>API keys</SectionHeading>
        <p className={classes.intro}>
          A voice agent or a program shows its key with every request. Give each one a key of its own, so that one can
          be revoked without stopping the others.
        </p>
        {keys.isPending && <Lines count={4} />}
        {keys.isLoadingError && <Failure what="The keys" error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.isSuccess && all.length === 0 && <p>No keys yet. “New key” makes the first one.</p>}
        {all.length > 0 && (
          <Keys
            keys={workingFirst}
            now={now}
            onRevoke={(key) => {
              setRevokingId(key.id)
              revokeDialog.open()
            }}
          />
        )}
      </div>
      <NewKeyDialog opened={making} onClose={newKey.close} />
      <RevokeDialog
        apiKey={all.find((key) => key.id === revokingId) ?? null}
        opened={revoking}
        onClose={revokeDialog.close}
        onClosed={keepFocus}
      />
    </>
  )
}
