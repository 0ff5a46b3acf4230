/** Where the OAuth server is. */
export const OAUTH = '/api/v1/mcp-oauth'

/** Where a client learns how to get a token: the authorization server's metadata (RFC 8414). */
export const SERVER_METADATA = '/.well-known/oauth-authorization-server'

/** What a resource says of itself (RFC 9728). */
export const RESOURCE_METADATA = '/.well-known/oauth-protected-resource'

/** The address of a resource's metadata (RFC 9728 §3.1). */
export function resourceMetadataUrl(origin: string, path: string): string {
  return origin + RESOURCE_METADATA + path
}
