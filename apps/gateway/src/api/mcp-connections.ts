import { mcpServer, PatchbayError, rowId, sharedServers, testResult } from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { openEventStream } from '../event-stream.ts'
import { serverCredentials } from '../store/schema/server-credentials.ts'
import { SIGN_IN_CALLBACK } from '../upstreams/sign-in/signed-in-provider.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requireOwnServer } from './mcp-servers.ts'
import { requirePrincipal, SESSION_COOKIE } from './require-principal.ts'
import { createServerView, isShared } from './server-view.ts'

const byId = z.object({ id: rowId })

/** How servers are connected: tried, connected, let go, signed in at, and with whose credential. */
export function mcpConnectionRoutes(api: Api, context: ApiContext): void {
  const { identity, upstreams, bus, connections, audit, store, keyRing, signInFlow, publicUrl, now } = context
  const view = createServerView(context)
  const manage = (request: Parameters<typeof requirePrincipal>[1]) =>
    requirePrincipal(identity, request, 'servers:manage')

  api.post(
    '/api/mcp/servers/:id/test',
    {
      schema: {
        tags: ['servers'],
        summary: 'Try a connection, step by step',
        params: byId,
        response: { 200: testResult },
      },
    },
    async (request) => {
      const principal = await manage(request)
      const row = await requireOwnServer(context, principal, request.params.id)
      return upstreams.test(row.id, principal.userId)
    },
  )

  for (const action of ['connect', 'disconnect'] as const) {
    api.post(
      `/api/mcp/servers/:id/${action}`,
      {
        schema: {
          tags: ['servers'],
          summary:
            action === 'connect' ? 'Connect, and wait for the outcome' : 'Let the connection go until it is needed',
          params: byId,
          response: { 200: mcpServer },
        },
      },
      async (request) => {
        const principal = await manage(request)
        const row = await requireOwnServer(context, principal, request.params.id)
        await upstreams[action](row.id)
        return view.one(row)
      },
    )
  }

  api.get(
    '/api/mcp/servers/events',
    { schema: { tags: ['servers'], summary: 'Server-Sent Events: how your servers stand' } },
    async (request, reply) => {
      const principal = await manage(request)
      if (reply.raw.closed) return reply.hijack()
      const remove = connections.add(principal, () => events.end())
      reply.hijack()
      const events = openEventStream(reply.raw)
      const stop = bus.subscribe('server.status', ({ serverId, userId, connectionStatus, reason, at }) => {
        if (userId !== principal.userId) return
        const data = { serverId, connectionStatus, reason, at: new Date(at).toISOString() }
        events.send('message', JSON.stringify(data))
      })
      reply.raw.once('close', () => {
        stop()
        remove()
      })
    },
  )

  api.post(
    '/api/mcp/servers/:id/sign-in',
    {
      schema: {
        tags: ['servers'],
        summary: 'Begin to sign in at a server that demands it: where the person has to go',
        params: byId,
        response: { 200: z.object({ url: z.url().nullable() }) },
      },
    },
    async (request) => {
      const principal = await manage(request)
      return signInFlow.begin(principal.userId, request.params.id)
    },
  )

  api.get(
    SIGN_IN_CALLBACK,
    { schema: { tags: ['servers'], summary: 'Where a person comes back to from a server', hide: true } },
    async (request, reply) => {
      // The session's cookie does not come along from another site: our own page asks once more.
      if (!request.cookies[SESSION_COOKIE] && !request.url.includes('&own=1')) {
        const own = `${request.url}&own=1`.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
        return reply
          .type('text/html; charset=utf-8')
          .send(`<!doctype html><title>Patchbay</title><meta http-equiv="refresh" content="0;url=${own}">`)
      }
      const principal = await manage(request)
      const { serverId } = await signInFlow.finish(principal.userId, new URL(request.url, publicUrl()).searchParams)
      void upstreams.connect(serverId).catch(() => {})
      audit(principal, 'server.signed_in', String(serverId), `${principal.name} signed in at server ${serverId}`, {
        serverId,
      })
      return reply.redirect(`/servers/${serverId}`)
    },
  )

  api.get(
    '/api/mcp/shared-servers',
    {
      schema: {
        tags: ['servers'],
        summary: 'Servers that others share with everybody',
        response: { 200: sharedServers },
      },
    },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request)
      const own = await store.db
        .select({ serverId: serverCredentials.serverId })
        .from(serverCredentials)
        .where(eq(serverCredentials.userId, userId))
      const has = new Set(own.map(({ serverId }) => serverId))
      const servers = upstreams.visibleTo(userId).filter((server) => isShared(server) && server.row.userId !== userId)
      return {
        servers: servers.map(({ row }) => ({
          id: row.id,
          name: row.name,
          description: row.description,
          connectionStatus: row.connectionStatus,
          credential: row.credential,
          hasCredential: has.has(row.id),
        })),
      }
    },
  )

  api.put(
    '/api/mcp/servers/:id/credential',
    {
      schema: {
        tags: ['servers'],
        summary: 'Give a server a credential of your own; null takes it away',
        params: byId,
        body: z.strictObject({ apiKey: z.string().min(1).max(8_000).nullable() }),
        response: { 200: z.object({ hasCredential: z.boolean() }) },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request)
      const { userId } = principal
      const serverId = request.params.id
      const server = upstreams.visibleTo(userId).find(({ row }) => row.id === serverId && row.type !== 'service')
      if (!server) throw new PatchbayError('NOT_FOUND', 'MCP server not found')
      const { apiKey } = request.body
      const place = and(eq(serverCredentials.serverId, serverId), eq(serverCredentials.userId, userId))
      if (apiKey === null) await store.db.delete(serverCredentials).where(place)
      else {
        const sealed = keyRing.seal(apiKey, `server_credentials:${serverId}:${userId}:api_key`)
        const updatedAt = new Date(now())
        await store.db
          .insert(serverCredentials)
          .values({ serverId, userId, kind: 'api_key', sealed, updatedAt })
          .onConflictDoUpdate({
            target: [serverCredentials.serverId, serverCredentials.userId, serverCredentials.kind],
            set: { sealed, updatedAt },
          })
      }
      await upstreams.reload(serverId)
      bus.publish('server.changed', { serverId })
      const did = apiKey === null ? 'took away' : 'gave'
      audit(
        principal,
        'credential.changed',
        server.row.name,
        `${principal.name} ${did} a credential for ${server.row.name}`,
        { serverId },
      )
      return { hasCredential: apiKey !== null }
    },
  )
}
