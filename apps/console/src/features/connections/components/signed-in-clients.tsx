import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { OAuthConnection } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Facts } from '../../../ui/facts.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Jack } from '../../../ui/jack.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { agentsQuery } from '../../agents/api.ts'
import { oauthConnectionsQuery } from '../api.ts'
import classes from '../page.module.css'
import { DisconnectDialog } from './disconnect-dialog.tsx'
import list from './key-list.module.css'
import parts from './key-parts.module.css'
import { KeyScopes, Moment } from './key-parts.tsx'

/** The clients that were let in by signing in, each with what it may do, and the way to end that. */
export function SignedInClients({ now, onDisconnected }: { now: Date; onDisconnected: () => void }) {
  const connections = useQuery(oauthConnectionsQuery)
  const agents = useQuery(agentsQuery)
  // It stays while the dialog fades away.
  const [chosen, setChosen] = useState<OAuthConnection | null>(null)
  const [asking, dialog] = useDisclosure(false)
  const all = connections.data?.connections ?? []
  const nameOfAgent = (id: number) => agents.data?.agents.find((agent) => agent.id === id)?.name ?? `agent ${id}`
  const reachOf = ({ agentId, resource }: OAuthConnection) =>
    agentId === null ? resource : `${resource}, as ${nameOfAgent(agentId)}`

  return (
    <>
      <SectionHeading>Signed-in clients</SectionHeading>
      <p className={classes.intro}>
        Clients that were let in on a page of Patchbay, without a key. The name is what a client calls itself; the host
        is where it was sent back to.
      </p>
      {connections.isPending && <Lines count={3} />}
      {connections.isLoadingError && (
        <Failure what="The clients" error={connections.error} onRetry={() => void connections.refetch()} />
      )}
      {connections.isSuccess && all.length === 0 && (
        <p>None yet. A client that signs in by itself asks here the first time that it connects.</p>
      )}
      {all.length > 0 && (
        <ul aria-label="Signed-in clients">
          {all.map((connection) => (
            <li key={connection.id} className={list.key}>
              <span className={parts.name}>
                <Jack tone="good" plugged />
                <span className={parts.nameText}>{connection.clientName}</span>
              </span>
              <Facts
                facts={[
                  ['Host', connection.redirectHost],
                  ['Reaches', <code key="reaches">{reachOf(connection)}</code>],
                  ['Scopes', <KeyScopes key="scopes" scopes={connection.scopes} />],
                  ['Last used', <Moment key="used" iso={connection.lastUsedAt} now={now} />],
                  ['Let in', <Moment key="made" iso={connection.createdAt} now={now} />],
                ]}
              />
              <div>
                <Button
                  variant="default"
                  size="compact-md"
                  aria-label={`Disconnect ${connection.clientName}`}
                  onClick={() => {
                    setChosen(connection)
                    dialog.open()
                  }}
                >
                  Disconnect
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <DisconnectDialog connection={chosen} opened={asking} onClose={dialog.close} onClosed={onDisconnected} />
    </>
  )
}
