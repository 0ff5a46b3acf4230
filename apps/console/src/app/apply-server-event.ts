import type { LiveEvent } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import { agentsQuery, offersQuery } from '../features/agents/api.ts'
import { approvalsQuery } from '../features/approvals/api.ts'
import { serverQuery, serversQuery } from '../features/servers/api.ts'

/** Who is told of what happens, at the foot of the page. */
export interface Teller {
  happened(tone: 'good' | 'bad', text: string, subject: string): void
}

/** Brings what is on the screen about servers, agents and approvals up to date, and tells of what a person should notice. */
export function applyToServers(queryClient: QueryClient, event: LiveEvent, tell: Teller): void {
  switch (event.type) {
    case 'server.status':
      applyStatus(queryClient, event.server, tell)
      break
    case 'server.changed':
      void queryClient.invalidateQueries({ queryKey: serversQuery.queryKey })
      void queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey })
      break
    case 'agent.changed':
      void queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey })
      break
    case 'approval.requested':
      void queryClient.invalidateQueries(approvalsQuery)
      tell.happened('bad', `${event.approval.askedBy} waits for a yes: ${event.approval.say}`, event.approval.id)
      break
    case 'approval.decided':
      void queryClient.invalidateQueries(approvalsQuery)
      break
    case 'notice':
      void queryClient.invalidateQueries({ queryKey: ['audit'] })
      tell.happened('bad', event.event.sentence, event.event.subject)
      break
    case 'call.started':
    case 'call.ended':
    case 'turn.added':
    case 'tool_call.started':
    case 'tool_call.ended':
    case 'stopping':
  }
}

type Status = Extract<LiveEvent, { type: 'server.status' }>['server']

function applyStatus(
  queryClient: QueryClient,
  { serverId, name, connectionStatus, reason }: Status,
  tell: Teller,
): void {
  const before = queryClient.getQueryData(serversQuery.queryKey)?.find(({ id }) => id === serverId)
  queryClient.setQueryData(serversQuery.queryKey, (known) =>
    known?.map((server) => (server.id === serverId ? { ...server, connectionStatus } : server)),
  )
  queryClient.setQueryData(serverQuery(serverId).queryKey, (known) => known && { ...known, connectionStatus })
  void queryClient.invalidateQueries({ queryKey: serverQuery(serverId).queryKey })
  void queryClient.invalidateQueries(offersQuery)
  noteOutage(serverId, connectionStatus, () => before?.connectionStatus === 'connected', {
    down: () =>
      tell.happened(
        'bad',
        `${name} is down${reason === null ? '' : `: ${reason}`}. It is tried again by itself.`,
        String(serverId),
      ),
    back: () => tell.happened('good', `${name} is back.`, String(serverId)),
  })
}

/** Servers that were told to be down: only of these it is told that they are back. */
const down = new Set<number>()

function noteOutage(
  serverId: number,
  status: Status['connectionStatus'],
  wasConnected: () => boolean,
  tell: { down: () => void; back: () => void },
): void {
  if (status === 'error' && !down.has(serverId) && wasConnected()) {
    down.add(serverId)
    tell.down()
  }
  if (status === 'connected' && down.delete(serverId)) tell.back()
}
