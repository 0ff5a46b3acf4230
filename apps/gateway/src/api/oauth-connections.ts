import { oauthConnection, oauthConnections, rowId, scope, type OAuthConnection } from '@patchbay/contract'
import * as z from 'zod'
import type { OAuthConnectionRow } from '../identity/oauth/oauth-connections.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** The clients that a user has let in by OAuth. */
export function oauthConnectionRoutes(api: Api, { identity, audit }: ApiContext): void {
  const { connections } = identity.oauth

  api.get(
    '/api/oauth/connections',
    { schema: { tags: ['oauth'], summary: 'List connected OAuth clients', response: { 200: oauthConnections } } },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      return { connections: (await connections.list(userId)).map(describe) }
    },
  )

  api.delete(
    '/api/oauth/connections/:id',
    {
      schema: {
        tags: ['oauth'],
        summary: 'End what an OAuth client was allowed: its tokens work no more',
        params: z.object({ id: rowId }),
        response: { 200: oauthConnection },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const row = await connections.revoke(principal.userId, request.params.id)
      const sentence = `${principal.name} disconnected ${row.clientName}`
      audit(principal, 'oauth.revoked', row.clientName, sentence, { connectionId: row.id })
      return describe(row)
    },
  )
}

function describe(row: OAuthConnectionRow): OAuthConnection {
  return {
    id: row.id,
    clientId: row.clientId,
    clientName: row.clientName,
    redirectHost: row.redirectHost,
    resource: row.resource,
    scopes: row.scopes.flatMap((word) => scope.safeParse(word).data ?? []),
    agentId: row.agentId,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
