import type Provider from 'oidc-provider'
import type { AccessTokens } from './access-tokens.ts'
import type { OAuthConnections } from './oauth-connections.ts'

/**
 * Revocation (RFC 7009) and introspection (RFC 7662) of access tokens, which are JWTs: the provider has authenticated the
 * client and then refuses them, since it keeps none. A client sees and ends its own tokens only.
 */
export function addTokenEndpoints(provider: Provider, tokens: AccessTokens, connections: OAuthConnections): void {
  provider.use(async (ctx, next) => {
    await next()
    const { route, client, params } = ctx.oidc ?? {}
    const refused: unknown = ctx.body
    if (!client || (route !== 'revocation' && route !== 'introspection')) return
    if (typeof refused !== 'object' || refused === null || !('error' in refused)) return
    if (refused.error !== 'unsupported_token_type') return
    const claims = await tokens.read(String(params?.['token']))
    const own = claims?.client_id === client.clientId ? claims : undefined
    ctx.status = 200
    if (route === 'introspection') {
      const { connection: _, ...shown } = own ?? {}
      ctx.body = own ? { active: true, token_type: 'Bearer', ...shown } : { active: false }
      return
    }
    const row = own && (await connections.find(own.connection))
    if (row) await connections.endGrant(row.grantId)
    ctx.body = ''
  })
}
