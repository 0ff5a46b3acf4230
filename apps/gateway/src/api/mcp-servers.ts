import {
  importResult,
  mcpServer,
  mcpServerChange,
  mcpServers as mcpServersAnswer,
  newMcpServer,
  PatchbayError,
  rowId,
  serverConsequences,
  type Principal,
} from '@patchbay/contract'
import { and, count, eq, gt } from 'drizzle-orm'
import * as z from 'zod'
import { agents, agentServers } from '../store/schema/agents.ts'
import { approvals } from '../store/schema/approvals.ts'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { ServerRow } from '../upstreams/upstream.ts'
import type { Api, ApiContext } from './api-context.ts'
import { exportServers, readMcpServersJson } from './mcp-servers-json.ts'
import { requirePrincipal } from './require-principal.ts'
import { createServerChanges } from './server-changes.ts'
import { createServerView } from './server-view.ts'

const byId = z.object({ id: rowId })

/** @returns A server of the principal's own. @throws {PatchbayError} `NOT_FOUND`, also for another's. */
export async function requireOwnServer(
  { store: { db } }: ApiContext,
  principal: Principal,
  id: number,
): Promise<ServerRow> {
  const [row] = await db
    .select()
    .from(mcpServers)
    .where(and(eq(mcpServers.id, id), eq(mcpServers.userId, principal.userId)))
  if (row && row.type !== 'service') return row
  throw new PatchbayError('NOT_FOUND', 'MCP server not found')
}

/** MCP servers: each user has their own. */
export function mcpServerRoutes(api: Api, context: ApiContext): void {
  const { identity, hub, audit, store, now } = context
  const view = createServerView(context)
  const changes = createServerChanges(context)
  const manage = (request: Parameters<typeof requirePrincipal>[1]) =>
    requirePrincipal(identity, request, 'servers:manage')

  api.get(
    '/api/mcp/servers',
    { schema: { tags: ['servers'], summary: 'List your MCP servers', response: { 200: mcpServersAnswer } } },
    async (request) => view.own((await manage(request)).userId),
  )

  api.post(
    '/api/mcp/servers',
    {
      schema: {
        tags: ['servers'],
        summary: 'Add an MCP server',
        description: 'Its URL, a package with its arguments, or a command line.',
        body: z.preprocess(requireNameAndUrl, newMcpServer),
        response: { 201: mcpServer },
      },
    },
    async (request, reply) => {
      const principal = await manage(request)
      const row = await changes.add(principal, request.body)
      audit(principal, 'server.created', row.name, `${principal.name} added the server ${row.name}`, auditOf(row))
      reply.code(201)
      return view.one(row)
    },
  )

  api.get(
    '/api/mcp/servers/:id',
    { schema: { tags: ['servers'], summary: 'One MCP server', params: byId, response: { 200: mcpServer } } },
    async (request) => view.one(await requireOwnServer(context, await manage(request), request.params.id)),
  )

  api.put(
    '/api/mcp/servers/:id',
    {
      schema: {
        tags: ['servers'],
        summary: 'Change an MCP server: what is named is changed',
        params: byId,
        body: mcpServerChange,
        response: { 200: mcpServer },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const before = await requireOwnServer(context, principal, request.params.id)
      const row = await changes.change(principal, before, request.body)
      if (before.definitions === 'pin' && row.definitions === 'trust') await hub.toolBook.reviewAll(row.id)
      audit(principal, 'server.changed', row.name, `${principal.name} changed the server ${row.name}`, {
        serverId: row.id,
        // Names alone: among the values are secrets.
        changed: Object.keys(request.body),
      })
      return view.one(row)
    },
  )

  api.delete(
    '/api/mcp/servers/:id',
    {
      schema: {
        tags: ['servers'],
        summary: 'Delete an MCP server',
        params: byId,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const row = await requireOwnServer(context, principal, request.params.id)
      await changes.remove(row)
      audit(principal, 'server.deleted', row.name, `${principal.name} deleted the server ${row.name}`, auditOf(row))
      return { message: 'MCP server deleted successfully' }
    },
  )

  api.get(
    '/api/mcp/servers/:id/consequences',
    {
      schema: {
        tags: ['servers'],
        summary: 'What goes with a server that is deleted',
        params: byId,
        response: { 200: serverConsequences },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const row = await requireOwnServer(context, principal, request.params.id)
      const { db } = store
      const given = await db
        .select({ id: agents.id, name: agents.name })
        .from(agentServers)
        .innerJoin(agents, eq(agents.id, agentServers.agentId))
        .where(and(eq(agentServers.serverId, row.id), eq(agents.userId, principal.userId)))
      const waiting = and(
        eq(approvals.userId, principal.userId),
        eq(approvals.server, row.name),
        eq(approvals.state, 'pending'),
        gt(approvals.expiresAt, new Date(now())),
      )
      const open = and(
        eq(toolCalls.userId, principal.userId),
        eq(toolCalls.serverId, row.id),
        eq(toolCalls.status, 'unknown'),
      )
      const [pendingApprovals] = await db.select({ n: count() }).from(approvals).where(waiting)
      const [unknownWrites] = await db.select({ n: count() }).from(toolCalls).where(open)
      return {
        agents: given,
        tools: hub.toolBook.counts(row.id).tools,
        pendingApprovals: pendingApprovals?.n ?? 0,
        unknownWrites: unknownWrites?.n ?? 0,
      }
    },
  )

  api.post(
    '/api/mcp/servers/import',
    {
      schema: {
        tags: ['servers'],
        summary: 'Add the servers of an mcpServers JSON, as other clients write it',
        body: z.looseObject({}),
        response: { 200: importResult },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const created = []
      const skipped = []
      const known = new Set((await view.own(principal.userId)).map(({ name }) => name))
      for (const entry of readMcpServersJson(request.body)) {
        const { name } = entry
        if ('reason' in entry) skipped.push(entry)
        else if (known.has(name)) skipped.push({ name, reason: 'You have a server with this name' })
        else {
          try {
            const row = await changes.add(principal, newMcpServer.parse(entry.server), entry.imported)
            audit(
              principal,
              'server.created',
              row.name,
              `${principal.name} imported the server ${row.name}`,
              auditOf(row),
            )
            created.push(await view.one(row))
            known.add(name)
          } catch (error) {
            skipped.push({ name, reason: wordsOf(error) })
          }
        }
      }
      return { created, skipped }
    },
  )

  api.get(
    '/api/mcp/servers/export',
    {
      schema: {
        tags: ['servers'],
        summary: 'Your servers as mcpServers JSON, with ${NAME} where secrets were',
        response: { 200: z.object({ mcpServers: z.record(z.string(), z.looseObject({})) }) },
      },
    },
    async (request) => {
      const { userId } = await manage(request)
      const rows = await store.db.select().from(mcpServers).where(eq(mcpServers.userId, userId)).orderBy(mcpServers.id)
      return { mcpServers: exportServers(rows.filter(({ type }) => type !== 'service')) }
    },
  )
}

/** Document 5's own sentence. */
function requireNameAndUrl(body: unknown): unknown {
  const has = (name: string) =>
    typeof body === 'object' && body !== null && name in body && Boolean((body as Record<string, unknown>)[name])
  if (has('name') && has('url')) return body
  throw new PatchbayError('VALIDATION_FAILED', 'Name and URL are required')
}

function auditOf({ id, url, type }: ServerRow) {
  return { serverId: id, url, type }
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  }
  if (error instanceof PatchbayError) return error.message
  throw error
}
