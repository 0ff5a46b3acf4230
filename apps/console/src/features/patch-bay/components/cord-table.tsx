import { Checkbox } from '@mantine/core'
import { WideTable } from '../../../ui/wide-table.tsx'
import { StatusMark } from '../../../ui/status-mark.tsx'
import { toneOf } from '../../servers/status-words.ts'
import type { BayProps } from './patch-bay.tsx'

/** The patch bay as a table, for keyboards, screen readers and narrow screens: what is plugged is ticked. */
export function CordTable({ agents, servers, onCord }: BayProps) {
  if (agents.length === 0) return null
  return (
    <WideTable label="Cords">
      <thead>
        <tr>
          <th scope="col">Server</th>
          {agents.map((agent) => (
            <th key={agent.id} scope="col">
              {agent.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {servers.map((server) => (
          <tr key={server.id}>
            <th scope="row">
              <StatusMark tone={toneOf(server.connectionStatus)}>{server.name}</StatusMark>
            </th>
            {agents.map((agent) => (
              <td key={agent.id}>
                <Checkbox
                  aria-label={`${agent.name} has ${server.name}`}
                  checked={agent.servers.some(({ serverId }) => serverId === server.id)}
                  onChange={(event) => onCord(agent.id, server.id, event.currentTarget.checked)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
