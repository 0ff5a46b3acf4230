import type { SignInRecord } from './sign-in-record.ts'

export interface RevokeOptions {
  tokens: SignInRecord['tokens'] | undefined
  client: SignInRecord['client'] | undefined
  discovery: SignInRecord['discovery'] | undefined
  fetch: typeof globalThis.fetch
  signal: AbortSignal | undefined
}

/** Says that tokens are not wanted any more (RFC 7009), where the server has a place for that. */
export async function revokeTokens({ tokens, client, discovery, fetch, signal }: RevokeOptions): Promise<void> {
  const metadata: Record<string, unknown> = discovery?.authorizationServerMetadata ?? {}
  const endpoint = metadata['revocation_endpoint']
  if (typeof endpoint !== 'string' || !tokens || !client) return
  // The refresh token's end is the end of all that came of it.
  const token = tokens.refresh_token ?? tokens.access_token
  const body = new URLSearchParams({ token, client_id: client.client_id })
  if (client.client_secret !== undefined) body.set('client_secret', client.client_secret)
  await fetch(endpoint, { method: 'POST', body, ...(signal && { signal }) })
}
