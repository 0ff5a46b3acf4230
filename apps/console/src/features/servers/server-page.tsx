import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ActButton } from '../../ui/act-button.tsx'
import { AlertLine } from '../../ui/alert-line.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { StatusMark } from '../../ui/status-mark.tsx'
import { serverQuery, serverToolsQuery, useConnection, useSignInAtServer } from './api.ts'
import { DeleteServerDialog } from './components/delete-server-dialog.tsx'
import { EditServerDialog } from './components/edit-server-dialog.tsx'
import { TestServer } from './components/test-server.tsx'
import { ToolTable } from './components/tool-table.tsx'
import { reasonOf, toneOf, wordsOf } from './status-words.ts'

/** One server: how it stands, what can be done with it, and its tools. */
export function ServerPage() {
  const { serverId } = useParams({ from: '/signed-in/servers/$serverId' })
  const id = Number(serverId)
  const server = useQuery(serverQuery(id))
  const tools = useQuery(serverToolsQuery(id))
  const connection = useConnection(id)
  const signIn = useSignInAtServer(id)
  const [editing, edit] = useDisclosure(false)
  const [deleting, del] = useDisclosure(false)
  const { data } = server
  return (
    <>
      <PageHeader title={data?.name ?? 'Server'}>
        {data && (
          <Button variant="default" onClick={edit.open}>
            Edit
          </Button>
        )}
        {data && (
          <Button variant="default" onClick={del.open}>
            Delete
          </Button>
        )}
      </PageHeader>
      <div className={rows.body}>
        {server.isPending && <Lines count={5} />}
        {server.isLoadingError && (
          <Failure what="The server" error={server.error} onRetry={() => void server.refetch()} />
        )}
        {data && (
          <>
            <SectionHeading>Connection</SectionHeading>
            <Facts
              facts={[
                [
                  'Status',
                  <StatusMark key="status" tone={toneOf(data.connectionStatus, data.isActive)}>
                    {wordsOf(data)}
                  </StatusMark>,
                ],
                ['Why', reasonOf(data)],
                ['Where', <code key="url">{data.url}</code>],
                ['Package', typeof data.metadata.package === 'string' ? data.metadata.package : null],
                ['Transport', data.transport],
                ['Protocol', typeof data.metadata.protocolVersion === 'string' ? data.metadata.protocolVersion : null],
                ['Credential', data.signedIn ? 'you are signed in there' : data.hasApiKey ? 'an API key' : null],
                ['Environment', data.envNames.length > 0 ? data.envNames.join(', ') : null],
                ['Headers', data.headerNames.length > 0 ? data.headerNames.join(', ') : null],
              ]}
            />
            <div className={rows.buttons}>
              {data.needsSignIn && (
                <ActButton isBusy={signIn.isPending} onClick={() => signIn.mutate()}>
                  Connect
                </ActButton>
              )}
              <ActButton
                variant="default"
                isBusy={connection.isPending}
                onClick={() => connection.mutate(data.connectionStatus === 'connected' ? 'disconnect' : 'connect')}
              >
                {data.connectionStatus === 'connected' ? 'Disconnect' : 'Try to connect'}
              </ActButton>
              <TestServer id={id} />
            </div>
            {(signIn.error ?? connection.error) && <AlertLine>{(signIn.error ?? connection.error)?.message}</AlertLine>}
            <SectionHeading count={tools.data?.length ?? 0}>Tools</SectionHeading>
            {tools.isPending && <Lines count={4} />}
            {tools.data?.length === 0 && <p>No tools yet. They appear once the server is connected.</p>}
            {tools.data && tools.data.length > 0 && <ToolTable serverId={id} tools={tools.data} />}
            <EditServerDialog server={data} opened={editing} onClose={edit.close} />
            <DeleteServerDialog server={data} opened={deleting} onClose={del.close} />
          </>
        )}
      </div>
    </>
  )
}
