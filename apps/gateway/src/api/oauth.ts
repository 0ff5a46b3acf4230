import { consentAnswer, consentAnswered, consentRequest, PatchbayError, type Scope } from '@patchbay/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { OAUTH, RESOURCE_METADATA, SERVER_METADATA } from '../identity/oauth/oauth-paths.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

const uidParams = z.object({ uid: z.string().min(1).max(100) })

/** The authorization server's addresses, and what the consent page asks and answers. */
export function oauthRoutes(api: Api, context: ApiContext): void {
  const { identity, hub, bus, audit, publicUrl, oauthPerMinute } = context
  const { oauth } = identity
  const limits: Record<string, ReturnType<typeof bus.rateLimit>> = {
    [`${OAUTH}/register`]: bus.rateLimit('oauth-registrations', oauthPerMinute.register),
    [`${OAUTH}/authorize`]: bus.rateLimit('oauth-authorizations', oauthPerMinute.authorize),
    [`${OAUTH}/token`]: bus.rateLimit('oauth-tokens', oauthPerMinute.token),
  }

  void api.register(async (scope) => {
    // The server reads bodies itself.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const serve = async (request: FastifyRequest, reply: FastifyReply) => {
      const waitS = limits[spelledPlainly(request.url)]?.consume(request.ip)
      if (waitS) {
        reply.code(429).header('retry-after', waitS).header('cache-control', 'no-store')
        const sentence = `Too many requests from this address. Try again in ${waitS} seconds.`
        return reply.send({ error: 'temporarily_unavailable', error_description: sentence })
      }
      reply.hijack()
      await oauth.handle(request.raw, reply.raw)
    }
    for (const url of [`${OAUTH}/*`, SERVER_METADATA, `${SERVER_METADATA}/*`, '/.well-known/openid-configuration']) {
      scope.all(url, { schema: { hide: true } }, serve)
    }
  })

  api.get(
    `${OAUTH}/jwks`,
    { schema: { tags: ['oauth'], summary: 'The keys that access tokens verify by' } },
    (_, reply) => {
      reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=60')
      return oauth.publishedKeys().then((keys) => ({ keys }))
    },
  )

  const describeResource = (path: string, { headers }: FastifyRequest, reply: FastifyReply) => {
    const described = oauth.describeResource(path, headers.host)
    if (!described) throw new PatchbayError('NOT_FOUND', 'There is no such resource here')
    return reply.header('access-control-allow-origin', '*').send(described)
  }
  api.get(
    RESOURCE_METADATA,
    { schema: { tags: ['oauth'], summary: 'What /mcp says of itself (RFC 9728)' } },
    (request, reply) => describeResource('/mcp', request, reply),
  )
  api.get(`${RESOURCE_METADATA}/*`, { schema: { hide: true } }, (request, reply) =>
    describeResource((request.url.split('?', 1)[0] ?? '').slice(RESOURCE_METADATA.length), request, reply),
  )

  api.get(
    `${OAUTH}/userinfo`,
    { schema: { tags: ['oauth'], summary: 'Whose token it is' } },
    async (request, reply) => {
      const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      const claims = bearer === undefined ? undefined : await oauth.read(bearer)
      reply.header('cache-control', 'no-store')
      if (claims) return { sub: claims.sub }
      const error = bearer === undefined ? '' : ' error="invalid_token"'
      return reply.code(401).header('www-authenticate', `Bearer${error}`).send({ error: 'invalid_token' })
    },
  )

  api.get(`${OAUTH}/consent/:uid`, { schema: { hide: true, params: uidParams } }, (request, reply) =>
    reply.redirect(`/consent/${encodeURIComponent(request.params.uid)}`, 303),
  )

  api.get(
    `${OAUTH}/consent/:uid/request`,
    {
      schema: {
        tags: ['oauth'],
        summary: 'What a client asks for',
        params: uidParams,
        response: { 200: consentRequest },
      },
    },
    async (request, reply) => {
      const { userId } = await requirePrincipal(identity, request)
      const asked = await oauth.consent.read(request.params.uid, request.raw, reply.raw)
      const mayPick = asked.resource.path === '/mcp' || asked.resource.path === '/sse'
      const agents = mayPick ? await hub.agents.list(userId) : []
      reply.header('cache-control', 'no-store')
      return {
        clientId: asked.client.id,
        clientName: asked.client.name,
        described: asked.client.described,
        redirectUri: asked.redirectUri,
        redirectHost: asked.redirectHost,
        resource: publicUrl() + asked.resource.path,
        // Resources have no other scopes.
        scopes: asked.scopes as Scope[],
        choices: mayPick ? agents.map(({ id, name, toolCount }) => ({ agentId: id, name, toolCount })) : null,
      }
    },
  )

  api.post(
    `${OAUTH}/consent/:uid/answer`,
    {
      schema: {
        tags: ['oauth'],
        summary: 'Let a client in, or not',
        params: uidParams,
        body: consentAnswer,
        response: { 200: consentAnswered },
      },
    },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request)
      const { uid } = request.params
      const answer = request.body
      const { client, redirectHost, resource } = await oauth.consent.read(uid, request.raw, reply.raw)
      if (principal.proof !== 'console_session') {
        throw new PatchbayError('SIGN_IN_REQUIRED', 'Only a person who is signed in to the console can answer this')
      }
      const details = { clientId: client.id, redirectHost, resource: resource.path }
      if (!answer.allow) {
        audit(principal, 'oauth.denied', client.name, `${principal.name} did not let ${client.name} in`, details)
        return { continueAt: await oauth.consent.deny(uid, request.raw, reply.raw) }
      }
      const agentId = await chosenAgent(principal.userId, resource.path, answer.agentId)
      const continueAt = await oauth.consent.allow(uid, principal.userId, agentId, request.raw, reply.raw)
      audit(principal, 'oauth.allowed', client.name, `${principal.name} let ${client.name} in`, { ...details, agentId })
      return { continueAt }
    },
  )

  /** @throws {PatchbayError} `NOT_FOUND` where the agent is not the user's. */
  async function chosenAgent(userId: number, path: string, picked: number | null): Promise<number | null> {
    const slug = /^\/agents\/([^/]+)\//.exec(path)?.[1]
    if (slug === undefined) return picked === null ? null : (await hub.agents.get(userId, picked)).id
    const agent = (await hub.agents.list(userId)).find((one) => one.slug === slug)
    if (!agent) throw new PatchbayError('NOT_FOUND', 'The application asked for an agent that is not yours')
    return agent.id
  }
}

/** The server takes a path in capitals and with a slash at its end for the same. */
function spelledPlainly(url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  return path.toLowerCase().replace(/\/$/, '')
}
