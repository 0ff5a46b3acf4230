import { scopes, type Scope } from '@patchbay/contract'
import type { JWTPayload } from 'jose'
import * as z from 'zod'
import type { OidcIssuer } from './issuer.ts'

/** What an issuer's `scope` alone never gives: these come by a role that the settings name. */
const byRoleOnly: readonly Scope[] = ['admin', 'servers:stdio', 'servers:manage', 'sessions:create']

const roles = z.object({ roles: z.array(z.string()) }).catch({ roles: [] })
const claims = z.object({
  scope: z.string().catch(''),
  roles: z.array(z.string()).catch([]),
  realm_access: roles,
  resource_access: z.record(z.string(), roles).catch({}),
})

/**
 * What a token may do here: its roles by the settings' table, and the names in its `scope` that are scopes of ours.
 * Roles are read where Keycloak writes them: of the realm, and of the clients that stand for this gateway; roles that
 * it has at other clients say nothing here.
 */
export function scopesOfToken(payload: JWTPayload, { roleScopes, audience, clientId }: OidcIssuer): Scope[] {
  const read = claims.parse(payload)
  const mine = [audience, clientId].flatMap((client) => (client && read.resource_access[client]?.roles) || [])
  const byRole = [...read.roles, ...read.realm_access.roles, ...mine].flatMap((role) => roleScopes.get(role) ?? [])
  const named = read.scope.split(' ')
  return scopes.filter((scope) => byRole.includes(scope) || (named.includes(scope) && !byRoleOnly.includes(scope)))
}
