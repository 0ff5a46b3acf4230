import type { IncomingHttpHeaders } from 'node:http'
import { askedOrigin } from '../../asked-origin.ts'
import { resourceMetadataUrl } from './oauth-paths.ts'

/**
 * What a request without a good token is told (RFC 6750 §3), with where to learn how to get one (RFC 9728 §5.1).
 *
 * @param path - The resource's.
 */
export function bearerChallenge(publicUrl: string, path: string, headers: IncomingHttpHeaders): string {
  const error = headers.authorization === undefined ? '' : 'error="invalid_token", '
  return `Bearer ${error}resource_metadata="${resourceMetadataUrl(askedOrigin(publicUrl, headers.host), path)}"`
}
