import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { WideTable } from '../../ui/wide-table.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { StatusMark } from '../../ui/status-mark.tsx'
import { metricsQuery, serversQuery } from './api.ts'
import { AddServerDialog } from './components/add-server-dialog.tsx'
import { SharedServers } from './components/shared-servers.tsx'
import { reasonOf, toneOf, wordsOf } from './status-words.ts'

/** Every MCP server that the user registered, and how it stands. */
export function ServersPage() {
  const servers = useQuery(serversQuery)
  const metrics = useQuery(metricsQuery)
  const [adding, add] = useDisclosure(false)
  const seriesOf = (id: number) => metrics.data?.servers.find(({ serverId }) => serverId === id)?.minutes ?? []
  return (
    <>
      <PageHeader title="Servers">
        <Button onClick={add.open}>Add server</Button>
      </PageHeader>
      <div className={rows.body}>
        <p className={rows.intro}>
          MCP servers whose tools your agents may use: on the web, or as a program on this machine. They are connected
          when they are needed, watched, and come back by themselves.
        </p>
        {servers.isPending && <Lines count={4} />}
        {servers.isLoadingError && (
          <Failure what="The servers" error={servers.error} onRetry={() => void servers.refetch()} />
        )}
        {servers.data?.length === 0 && (
          <p>No servers yet. “Add server” takes an address, a command, or the configuration of another client.</p>
        )}
        {servers.data && servers.data.length > 0 && (
          <WideTable label="Servers">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Status</th>
                <th scope="col">Tools</th>
                <th scope="col">Calls, last hour</th>
                <th scope="col">Where</th>
              </tr>
            </thead>
            <tbody>
              {servers.data.map((server) => {
                const minutes = seriesOf(server.id)
                const calls = minutes.reduce((sum, minute) => sum + minute.calls, 0)
                return (
                  <tr key={server.id}>
                    <th scope="row">
                      <Link to="/servers/$serverId" params={{ serverId: String(server.id) }}>
                        {server.name}
                      </Link>
                    </th>
                    <td>
                      <StatusMark tone={toneOf(server.connectionStatus, server.isActive)}>{wordsOf(server)}</StatusMark>
                      {reasonOf(server) !== null && <div className={rows.dim}>{reasonOf(server)}</div>}
                    </td>
                    <td className={rows.number}>
                      {server.toolCount}
                      {server.heldCount > 0 && <div>{server.heldCount} to review</div>}
                    </td>
                    <td className={rows.number}>
                      {calls}
                      {minutes.length > 1 && (
                        <Sparkline
                          values={minutes.map((minute) => minute.calls)}
                          label={`${calls} calls in the last hour`}
                        />
                      )}
                    </td>
                    <td>
                      <code>{server.url}</code>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </WideTable>
        )}
        <SharedServers />
      </div>
      <AddServerDialog opened={adding} onClose={add.close} />
    </>
  )
}
