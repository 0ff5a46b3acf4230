import { serverTools, toolChange, toolReview, toolTry, rowId } from '@patchbay/contract'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { callForPage } from './call-for-page.ts'
import { requireOwnServer } from './mcp-servers.ts'
import { requirePrincipal } from './require-principal.ts'

const byId = z.object({ id: rowId })
const callToolResult = z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) })

/** The tools of registered servers: what a person sets for them, reviews and tries. */
export function mcpToolRoutes(api: Api, context: ApiContext): void {
  const { identity, hub, audit } = context
  const own = async (request: Parameters<typeof requirePrincipal>[1], id: number) => {
    const principal = await requirePrincipal(identity, request, 'servers:manage')
    return { principal, row: await requireOwnServer(context, principal, id) }
  }

  api.get(
    '/api/mcp/servers/:id/tools',
    {
      schema: { tags: ['servers'], summary: "A server's tools", params: byId, response: { 200: serverTools } },
    },
    async (request) => {
      const { row } = await own(request, request.params.id)
      return hub.toolBook.list(row.id)
    },
  )

  api.patch(
    '/api/mcp/servers/:id/tools',
    {
      schema: {
        tags: ['servers'],
        summary: 'Set class, cache, deadline or approval of many tools at once',
        params: byId,
        body: toolChange,
        response: { 200: serverTools },
      },
    },
    async (request) => {
      const { principal, row } = await own(request, request.params.id)
      const { names, set } = request.body
      const tools = await hub.toolBook.set(row.id, names, set)
      const sentence = `${principal.name} set ${Object.keys(set).join(', ')} of ${names.join(', ')}`.slice(0, 500)
      audit(principal, 'tool.changed', row.name, sentence, { serverId: row.id, names, set })
      return tools
    },
  )

  api.post(
    '/api/mcp/servers/:id/tools/review',
    {
      schema: {
        tags: ['servers'],
        summary: 'Take definitions of tools that are held back, as they are now',
        params: byId,
        body: toolReview,
        response: { 200: serverTools },
      },
    },
    async (request) => {
      const { principal, row } = await own(request, request.params.id)
      const { names } = request.body
      const tools = await hub.toolBook.review(row.id, names)
      const sentence = `${principal.name} approved the definition of ${names.join(', ')}`.slice(0, 500)
      audit(principal, 'tool.reviewed', row.name, sentence, { serverId: row.id, names })
      return tools
    },
  )

  api.post(
    '/api/mcp/servers/:id/tools/call',
    {
      schema: {
        tags: ['servers'],
        summary: 'Try a tool, through every step. Answers an MCP CallToolResult',
        params: byId,
        body: toolTry,
        response: { 200: callToolResult },
      },
    },
    async (request, reply) => {
      const { principal, row } = await own(request, request.params.id)
      const { name, arguments: args } = request.body
      const toolset = { kind: 'server', serverId: row.id } as const
      return callForPage(hub, reply, { principal, toolset, name, arguments: args })
    },
  )
}
