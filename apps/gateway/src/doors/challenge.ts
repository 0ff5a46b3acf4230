import type { IncomingMessage } from 'node:http'
import { bearerChallenge } from '../identity/oauth/bearer-challenge.ts'
import { findResource, type Place } from './mounts.ts'

/** What a request without a good credential is told: at a mount that takes access tokens also where to get one. */
export function challengeOf(publicUrl: string, { mount, door }: Place, { headers }: IncomingMessage): string {
  const resource = findResource(mount[door])
  return resource ? bearerChallenge(publicUrl, resource.path, headers) : 'Bearer'
}
