import { PatchbayError, type Principal, type Scope } from '@patchbay/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { bearerChallenge } from '../identity/oauth/bearer-challenge.ts'
import type { ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/**
 * Who reads the library.
 *
 * @param scope - What the route needs, or `tools:call`, which may do as much by the tools.
 * @throws {PatchbayError} As `requirePrincipal` does; also `SCOPE_REQUIRED` for a credential of an agent without the library.
 */
export async function requireReader(
  { identity, hub }: ApiContext,
  request: FastifyRequest,
  scope: Scope,
  resources: readonly string[] = [],
): Promise<Principal> {
  const principal = await requirePrincipal(identity, request, undefined, resources)
  if (!principal.scopes.includes(scope) && !principal.scopes.includes('tools:call')) {
    throw new PatchbayError('SCOPE_REQUIRED', `This needs the scope ${scope}. Use a credential that has it.`)
  }
  hub.requireToolset(principal, { kind: 'service', service: 'library' })
  return principal
}

/**
 * The same where clients read that have signed in: tokens for the library's MCP mount are taken too, as one token is for
 * both; who is refused learns where to get one.
 */
export async function requireClient(
  context: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
): Promise<Principal> {
  const { libraryResources, publicUrl } = context
  try {
    return await requireReader(context, request, scope, libraryResources)
  } catch (error) {
    const [resource] = libraryResources
    if (error instanceof PatchbayError && error.status === 401 && resource !== undefined) {
      reply.header('www-authenticate', bearerChallenge(publicUrl(), resource, request.headers))
    }
    throw error
  }
}
