import { eq, isNotNull, or } from 'drizzle-orm'
import * as z from 'zod'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { sealedKeyPlace } from '../identity/oauth/oauth-keys.ts'
import { oauthKeys } from '../store/schema/oauth-keys.ts'
import { serverCredentials } from '../store/schema/server-credentials.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** The keys that seal the credentials for other servers. */
export function secretRoutes(api: Api, { identity, store: { db }, keyRing, upstreams, audit }: ApiContext): void {
  api.post(
    '/api/secrets/rotate',
    {
      schema: {
        tags: ['keys'],
        summary: 'Seal every stored credential by a new key, and drop the old one',
        response: { 200: z.object({ resealed: z.int() }) },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      let resealed = 0
      const reseal = (text: string, boundTo: string) => {
        resealed += 1
        return keyRing.reseal(text, boundTo)
      }
      const opens = (text: string, boundTo: string) => {
        try {
          return keyRing.open(text, boundTo) !== ''
        } catch {
          return false
        }
      }
      await keyRing.rotate(async () => {
        resealed = 0
        await db.transaction(async (tx) => {
          const sealed = or(isNotNull(mcpServers.apiKey), isNotNull(mcpServers.env), isNotNull(mcpServers.headers))
          for (const { id, apiKey, env, headers } of await tx.select().from(mcpServers).where(sealed).for('update')) {
            const anew = (text: string | null, column: string) => text && reseal(text, `mcp_servers:${id}:${column}`)
            const columns = {
              apiKey: anew(apiKey, 'api_key'),
              env: anew(env, 'env'),
              headers: anew(headers, 'headers'),
            }
            await tx.update(mcpServers).set(columns).where(eq(mcpServers.id, id))
          }
          for (const { serverId, userId, kind, sealed: text } of await tx
            .select()
            .from(serverCredentials)
            .for('update')) {
            const boundTo = `server_credentials:${serverId}:${userId}:${kind}`
            await tx
              .update(serverCredentials)
              .set({ sealed: reseal(text, boundTo) })
              .where(eq(serverCredentials.sealed, text))
          }
          for (const { id, kid, sealed: text } of await tx.select().from(oauthKeys).for('update')) {
            // One that another process has sealed is not ours to carry on; it runs out by itself.
            if (!opens(text, sealedKeyPlace(kid))) continue
            const anew = reseal(text, sealedKeyPlace(kid))
            await tx.update(oauthKeys).set({ sealed: anew }).where(eq(oauthKeys.id, id))
          }
        })
      })
      // What is in memory was sealed by the old key.
      for (const { row } of upstreams.all()) await upstreams.reload(row.id)
      audit(principal, 'secrets.rotated', 'keys', `${principal.name} sealed ${resealed} credentials by a new key`, {
        resealed,
      })
      return { resealed }
    },
  )
}
