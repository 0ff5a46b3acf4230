import { agent, agentConsequences, agents, offeredServers, type AgentChange, type NewAgent } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request } from '../../app/request.ts'

/** `GET /api/agents`. */
export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => request('/api/agents', agents, { signal }),
})

/** `GET /api/agents/offers`: what an agent can be given. */
export const offersQuery = queryOptions({
  queryKey: ['agents', 'offers'],
  queryFn: ({ signal }) => request('/api/agents/offers', offeredServers, { signal }),
})

/** `GET /api/agents/:id/consequences`. */
export const agentConsequencesQuery = (id: number) =>
  queryOptions({
    queryKey: ['agents', id, 'consequences'],
    queryFn: ({ signal }) => request(`/api/agents/${id}/consequences`, agentConsequences, { signal }),
    staleTime: 0,
  })

/** `POST /api/agents`, or `PUT /api/agents/:id` where there is one. */
export function useSaveAgent(id: number | undefined) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: NewAgent | AgentChange) =>
      id === undefined
        ? request('/api/agents', agent, { method: 'POST', body })
        : request(`/api/agents/${id}`, agent, { method: 'PUT', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['agents'] }),
  })
}

/** `DELETE /api/agents/:id`. */
export function useDeleteAgent() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => request(`/api/agents/${id}`, z.unknown(), { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['agents'] }),
  })
}

/** `PUT` or `DELETE /api/agents/:id/servers/:serverId`: gives an agent a server, or takes it. */
export function useGiveServer() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ agentId, serverId, give }: { agentId: number; serverId: number; give: boolean }) => {
      const path = `/api/agents/${agentId}/servers/${serverId}`
      return give ? request(path, agent, { method: 'PUT', body: {} }) : request(path, agent, { method: 'DELETE' })
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['agents'] }),
  })
}
