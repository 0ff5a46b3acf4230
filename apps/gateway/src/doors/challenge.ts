import type { IncomingMessage } from 'node:http'
import { resourceMetadataUrl } from '../identity/oauth/oauth-paths.ts'
import { findResource, type Place } from './mounts.ts'

/**
 * What a request without a good credential is told (RFC 6750 §3): at a mount that takes access tokens also where to learn
 * how to get one (RFC 9728 §5.1).
 */
export function challengeOf(origin: string, { mount, door }: Place, { headers }: IncomingMessage): string {
  const resource = findResource(mount[door])
  if (!resource) return 'Bearer'
  const error = headers.authorization === undefined ? '' : 'error="invalid_token", '
  return `Bearer ${error}resource_metadata="${resourceMetadataUrl(origin, resource.path)}"`
}
