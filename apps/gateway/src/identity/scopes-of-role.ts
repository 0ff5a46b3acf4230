import { scopes, type Role, type Scope } from '@patchbay/contract'

const memberScopes = scopes.filter((scope) => scope !== 'admin' && scope !== 'servers:stdio')

/** A member may use everything that is theirs; what concerns the machine or other users needs an admin. */
export function scopesOfRole(role: Role): readonly Scope[] {
  return role === 'admin' ? scopes : memberScopes
}
