import { name } from '@patchbay/contract'
import type { JWTPayload } from 'jose'

/** What a provider's account is called: its first claim that is fit to be a name here, else its subject's beginning. */
export function nameOfAccount(claims: JWTPayload): string {
  for (const claim of ['name', 'preferred_username', 'email', 'client_id', 'azp'] as const) {
    const read = name.safeParse(claims[claim])
    if (read.success) return read.data
  }
  return `User ${(claims.sub ?? '').replaceAll(/[^\w-]/g, '').slice(0, 12)}`
}
