import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Agent } from '@patchbay/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotice } from '../../app/notice.tsx'
import { useMe } from '../../app/signed-in-user.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { AlertLine } from '../../ui/alert-line.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DialogActions } from '../../ui/dialog-actions.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { agentConsequencesQuery, agentsQuery, offersQuery, useDeleteAgent } from './api.ts'
import { AgentForm } from './components/agent-form.tsx'

/** More tools than this make a model choose badly. */
const MANY_TOOLS = 20

const approvalWords = {
  never: 'never asks',
  writes: 'asks before it changes something',
  always: 'asks before every call',
}

/** Voice agents: what each is given, and where it is reached. */
export function AgentsPage() {
  const agents = useQuery(agentsQuery)
  const offers = useQuery(offersQuery)
  const [making, make] = useDisclosure(false)
  const [editing, setEditing] = useState<Agent | null>(null)
  const [deleting, setDeleting] = useState<Agent | null>(null)
  const { publicUrl } = useMe()
  const nameOf = (id: number) => offers.data?.servers.find((server) => server.id === id)?.name ?? `server ${id}`
  return (
    <>
      <PageHeader title="Agents">
        <Button onClick={make.open}>New agent</Button>
      </PageHeader>
      <div className={rows.body}>
        <p className={rows.intro}>
          An agent reaches the tools that you give it, and nothing else. Its keys are made under Connections.
        </p>
        {agents.isPending && <Lines count={4} />}
        {agents.isLoadingError && (
          <Failure what="The agents" error={agents.error} onRetry={() => void agents.refetch()} />
        )}
        {agents.data?.agents.length === 0 && <p>No agents yet. “New agent” makes the first one.</p>}
        <ul className={rows.list} aria-label="Agents">
          {agents.data?.agents.map((agent) => (
            <li key={agent.id} className={rows.card}>
              <SectionHeading>{agent.name}</SectionHeading>
              <Facts
                facts={[
                  [
                    'Address',
                    <span key="address" className={rows.address}>
                      <code>{`${publicUrl}/agents/${agent.slug}/mcp`}</code>
                      <CopyButton value={`${publicUrl}/agents/${agent.slug}/mcp`} label="Copy address" />
                    </span>,
                  ],
                  [
                    'Has',
                    agent.servers.length === 0
                      ? 'nothing yet'
                      : agent.servers.map(({ serverId }) => nameOf(serverId)).join(', '),
                  ],
                  [
                    'Tools',
                    `${agent.toolCount}, about ${agent.schemaTokens} tokens${agent.toolCount > MANY_TOOLS ? `: more than ${MANY_TOOLS} make a model choose badly` : ''}`,
                  ],
                  ['Approval', approvalWords[agent.approval]],
                ]}
              />
              <div className={rows.buttons}>
                <Button variant="default" onClick={() => setEditing(agent)}>
                  Edit {agent.name}
                </Button>
                <Button variant="default" onClick={() => setDeleting(agent)}>
                  Delete {agent.name}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </div>
      <Modal
        opened={making}
        onClose={make.close}
        title="New agent"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <AgentForm offers={offers.data?.servers ?? []} onDone={make.close} />
      </Modal>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={editing && `Edit ${editing.name}`}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {editing && <AgentForm agent={editing} offers={offers.data?.servers ?? []} onDone={() => setEditing(null)} />}
      </Modal>
      <Modal
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={deleting && `Delete ${deleting.name}?`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {deleting && <DeleteAgent agent={deleting} onDone={() => setDeleting(null)} />}
      </Modal>
    </>
  )
}

function DeleteAgent({ agent, onDone }: { agent: Agent; onDone: () => void }) {
  const consequences = useQuery(agentConsequencesQuery(agent.id))
  const del = useDeleteAgent()
  const notice = useNotice()
  const keys = consequences.data?.keys ?? []
  return (
    <>
      <p>
        {keys.length === 0
          ? 'It has no keys. This cannot be undone.'
          : `Its keys stop working at once: ${keys.map(({ name }) => name).join(', ')}. This cannot be undone.`}
      </p>
      {del.isError && <AlertLine>{del.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep agent
        </Button>
        <ActButton
          color="red"
          isBusy={del.isPending}
          onClick={() =>
            del.mutate(agent.id, {
              onSuccess: () => {
                notice.done(`“${agent.name}” is deleted.`)
                onDone()
              },
            })
          }
        >
          Delete
        </ActButton>
      </DialogActions>
    </>
  )
}
