import { PatchbayError, type Principal, type Scope } from '@patchbay/contract'
import type { FastifyRequest } from 'fastify'
import type { Credential, Identity } from '../identity/identity.ts'

/** Holds the console's session; HttpOnly and SameSite=Strict. */
export const SESSION_COOKIE = 'patchbay_session'

/**
 * Who asks a REST route: an API key (or this machine's command line) in the headers, else a signed-in browser.
 *
 * @param scope - What the route needs.
 * @param resources - The paths that an access token may be for, on a route that takes tokens.
 * @throws {PatchbayError} `SIGN_IN_REQUIRED`, `INVALID_API_KEY`, `INVALID_TOKEN`, `SCOPE_REQUIRED` or `ORIGIN_NOT_ALLOWED`.
 */
export async function requirePrincipal(
  identity: Identity,
  request: FastifyRequest,
  scope?: Scope,
  resources: readonly string[] = [],
): Promise<Principal> {
  const { authorization, 'x-api-key': apiKey } = request.headers
  const taken: Credential[] = resources.length > 0 ? ['api_key', 'oauth_token', 'oidc_token'] : ['api_key']
  const principal =
    authorization || apiKey
      ? await identity.authenticate(request.headers, taken, resources)
      : await fromCookie(identity, request)
  if (scope && !principal.scopes.includes(scope)) {
    throw new PatchbayError('SCOPE_REQUIRED', `This needs the scope ${scope}. Use a credential that has it.`)
  }
  return principal
}

async function fromCookie(identity: Identity, request: FastifyRequest): Promise<Principal> {
  const token = request.cookies[SESSION_COOKIE]
  const principal = token === undefined ? undefined : await identity.consoleSessions.find(token)
  if (!principal) {
    throw new PatchbayError(
      'SIGN_IN_REQUIRED',
      'Sign in with a link: the terminal printed one at start, and "npx patchbay sign-in" prints another. Programs send an API key.',
    )
  }
  requireOwnPage(request)
  const callerId = request.headers['x-caller-id']
  return identity.withCaller(principal, callerId === undefined ? undefined : String(callerId))
}

/**
 * Lets only the console's own page use its cookie to change something: a page of elsewhere cannot set the header
 * without being asked first (CORS), and the browser says where a request comes from.
 *
 * @throws {PatchbayError} `ORIGIN_NOT_ALLOWED`.
 */
export function requireOwnPage({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return
  const site = headers['sec-fetch-site']
  if (headers['x-patchbay-console'] === '1' && (site === undefined || site === 'same-origin')) return
  throw new PatchbayError(
    'ORIGIN_NOT_ALLOWED',
    'Only the console itself may do this with its session. Programs send an API key.',
  )
}
