import type { IncomingHttpHeaders } from 'node:http'
import { resourceMetadataUrl } from './oauth-paths.ts'

/**
 * What a request without a good token is told (RFC 6750 §3), with where to learn how to get one (RFC 9728 §5.1).
 *
 * @param path - The resource's.
 */
export function bearerChallenge(origin: string, path: string, { authorization }: IncomingHttpHeaders): string {
  const error = authorization === undefined ? '' : 'error="invalid_token", '
  return `Bearer ${error}resource_metadata="${resourceMetadataUrl(origin, path)}"`
}
