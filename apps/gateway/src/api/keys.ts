import { apiKey, apiKeys, createdApiKey, newApiKey, PatchbayError, rowId, type ApiKey } from '@patchbay/contract'
import * as z from 'zod'
import type { ApiKeyRow } from '../identity/api-keys.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** API keys: each user has their own. A key cannot make keys that may do more than itself. */
export function keyRoutes(api: Api, { identity, hub, audit }: ApiContext): void {
  api.get(
    '/api/keys',
    { schema: { tags: ['keys'], summary: 'List API keys', response: { 200: apiKeys } } },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      return { keys: (await identity.apiKeys.list(principal.userId)).map(describe) }
    },
  )

  api.post(
    '/api/keys',
    {
      schema: {
        tags: ['keys'],
        summary: 'Make an API key, shown once',
        body: newApiKey,
        response: { 201: createdApiKey },
      },
    },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const { name, scopes, agentId } = request.body
      const missing = scopes.filter((scope) => !principal.scopes.includes(scope))
      if (missing.length > 0) {
        throw new PatchbayError('SCOPE_REQUIRED', `You cannot give what you do not have: ${missing.join(', ')}`)
      }
      if (principal.agentId !== undefined && principal.agentId !== agentId) {
        throw new PatchbayError('SCOPE_REQUIRED', 'A key of an agent makes keys of this agent alone')
      }
      if (agentId !== null) await hub.agents.get(principal.userId, agentId)
      const { row, key } = await identity.apiKeys.make(principal.userId, name, scopes, agentId)
      audit(principal, 'key.created', row.name, `${principal.name} made the key ${row.name}`, {
        keyId: row.id,
        scopes,
        agentId,
      })
      reply.code(201)
      return { ...describe(row), key }
    },
  )

  api.delete(
    '/api/keys/:id',
    {
      schema: {
        tags: ['keys'],
        summary: 'Revoke an API key',
        params: z.object({ id: rowId }),
        response: { 200: apiKey },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const row = await identity.apiKeys.revoke(principal.userId, request.params.id)
      audit(principal, 'key.revoked', row.name, `${principal.name} revoked the key ${row.name}`, { keyId: row.id })
      return describe(row)
    },
  )
}

function describe(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    agentId: row.agentId,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
