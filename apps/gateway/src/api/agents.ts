import {
  agent,
  agentChange,
  agentConsequences,
  agents,
  agentServerChange,
  newAgent,
  offeredServers,
  rowId,
} from '@patchbay/contract'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

const byId = z.object({ id: rowId })
const byServer = z.object({ id: rowId, serverId: rowId })

/** Voice agents and what they are given: each user has their own. */
export function agentRoutes(api: Api, { identity, hub, audit }: ApiContext): void {
  const manage = (request: Parameters<typeof requirePrincipal>[1]) =>
    requirePrincipal(identity, request, 'servers:manage')
  const tags = ['agents']

  api.get(
    '/api/agents',
    { schema: { tags, summary: 'List your agents', response: { 200: agents } } },
    async (request) => ({ agents: await hub.agents.list((await manage(request)).userId) }),
  )

  api.get(
    '/api/agents/offers',
    { schema: { tags, summary: 'What your agents can be given', response: { 200: offeredServers } } },
    async (request) => ({ servers: hub.agents.offers((await manage(request)).userId) }),
  )

  api.post(
    '/api/agents',
    { schema: { tags, summary: 'Add an agent', body: newAgent, response: { 201: agent } } },
    async (request, reply) => {
      const principal = await manage(request)
      const made = await hub.agents.create(principal.userId, request.body)
      audit(principal, 'agent.created', made.name, `${principal.name} added the agent ${made.name}`, {
        agentId: made.id,
      })
      reply.code(201)
      return made
    },
  )

  api.get(
    '/api/agents/:id',
    { schema: { tags, summary: 'One agent', params: byId, response: { 200: agent } } },
    async (request) => hub.agents.get((await manage(request)).userId, request.params.id),
  )

  api.put(
    '/api/agents/:id',
    {
      schema: {
        tags,
        summary: 'Change an agent: what is named is changed',
        params: byId,
        body: agentChange,
        response: { 200: agent },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const changed = await hub.agents.change(principal.userId, request.params.id, request.body)
      audit(principal, 'agent.changed', changed.name, `${principal.name} changed the agent ${changed.name}`, {
        agentId: changed.id,
        changed: Object.keys(request.body),
      })
      return changed
    },
  )

  api.delete(
    '/api/agents/:id',
    {
      schema: {
        tags,
        summary: 'Delete an agent and its keys',
        params: byId,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const gone = await hub.agents.get(principal.userId, request.params.id)
      await hub.agents.delete(principal.userId, gone.id)
      audit(principal, 'agent.deleted', gone.name, `${principal.name} deleted the agent ${gone.name}`, {
        agentId: gone.id,
      })
      return { message: 'Agent deleted successfully' }
    },
  )

  api.get(
    '/api/agents/:id/consequences',
    {
      schema: {
        tags,
        summary: 'What goes with an agent that is deleted',
        params: byId,
        response: { 200: agentConsequences },
      },
    },
    async (request) => hub.agents.consequences((await manage(request)).userId, request.params.id),
  )

  api.put(
    '/api/agents/:id/servers/:serverId',
    {
      schema: {
        tags,
        summary: 'Give an agent a server, or some of its tools',
        params: byServer,
        body: agentServerChange,
        response: { 200: agent },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const { id, serverId } = request.params
      const changed = await hub.agents.give(principal.userId, id, serverId, request.body.tools)
      audit(principal, 'agent.given', changed.name, `${principal.name} gave ${changed.name} server ${serverId}`, {
        agentId: id,
        serverId,
        tools: request.body.tools,
      })
      return changed
    },
  )

  api.delete(
    '/api/agents/:id/servers/:serverId',
    { schema: { tags, summary: 'Take a server from an agent', params: byServer, response: { 200: agent } } },
    async (request) => {
      const principal = await manage(request)
      const { id, serverId } = request.params
      const changed = await hub.agents.take(principal.userId, id, serverId)
      audit(principal, 'agent.taken', changed.name, `${principal.name} took server ${serverId} from ${changed.name}`, {
        agentId: id,
        serverId,
      })
      return changed
    },
  )
}
