import { randomBytes } from 'node:crypto'
import { auth } from '@modelcontextprotocol/client'
import { PatchbayError } from '@patchbay/contract'
import { LRUCache } from 'lru-cache'
import type { Bus } from '../../bus/bus.ts'
import type { KeyRing } from '../../store/key-ring.ts'
import type { Store } from '../../store/store.ts'
import { guardedFetch } from '../guarded-fetch.ts'
import type { Guard } from '../guard.ts'
import { reasonOf } from '../reason-of.ts'
import type { Upstreams } from '../upstream.ts'
import { createOAuthProvider, SIGN_IN_CALLBACK } from './signed-in-provider.ts'

/** How long a person may take to sign in elsewhere, in ms. */
const LIFE_MS = 10 * 60 * 1000

export interface SignInFlowOptions {
  store: Store
  bus: Bus
  keyRing: KeyRing
  guard: Guard
  upstreams: Upstreams
  /** The origin that others see. */
  publicUrl: () => string
  now: () => number
}

/** Signing in, as a person, at servers that demand it. */
export interface SignInFlow {
  /** @returns Where the person has to go; nothing where what is kept of them was renewed. */
  begin(userId: number, serverId: number): Promise<{ url: string | null }>
  /** Takes what the person came back with. @returns The server. */
  finish(userId: number, params: URLSearchParams): Promise<{ serverId: number }>
}

export function createSignInFlow({ upstreams, bus, guard, publicUrl, ...options }: SignInFlowOptions): SignInFlow {
  /** Who is on their way, by the state that goes with them: it is theirs alone and good once. */
  const underWay = new LRUCache<string, { userId: number; serverId: number; url: string }>({
    max: 10_000,
    ttl: LIFE_MS,
  })

  const provider = (userId: number, serverId: number, more: { state?: string; onRedirect?: (url: URL) => void } = {}) =>
    createOAuthProvider({ ...options, userId, serverId, redirectUrl: `${publicUrl()}${SIGN_IN_CALLBACK}`, ...more })

  return {
    async begin(userId, serverId) {
      const server = upstreams.visibleTo(userId).find(({ row }) => row.id === serverId)
      if (!server) throw new PatchbayError('NOT_FOUND', 'MCP server not found')
      const state = randomBytes(32).toString('base64url')
      let url: URL | undefined
      const own = provider(userId, serverId, { state, onRedirect: (to) => (url = to) })
      try {
        await auth(own, { serverUrl: server.row.url, fetchFn: guardedFetch(guard) })
      } catch (error) {
        const words = `${server.row.name} offers no sign-in that works: ${reasonOf(error)}`
        throw new PatchbayError('SIGN_IN_FAILED', words, { cause: error })
      }
      if (url && !/^https?:$/.test(url.protocol))
        throw new PatchbayError('SIGN_IN_FAILED', `${server.row.name} sends people to no web page`)
      if (url) underWay.set(state, { userId, serverId, url: server.row.url })
      else bus.publish('server.changed', { serverId })
      return { url: url?.href ?? null }
    },
    async finish(userId, params) {
      const state = params.get('state') ?? ''
      const begun = underWay.get(state)
      underWay.delete(state)
      if (begun?.userId !== userId) {
        throw new PatchbayError(
          'SIGN_IN_FAILED',
          'This sign-in was not begun here, or too long ago. Begin again from the server.',
        )
      }
      const refused = params.get('error')
      if (refused !== null)
        throw new PatchbayError('SIGN_IN_FAILED', `The server did not let you in: ${refused.slice(0, 200)}`)
      const { serverId } = begun
      try {
        await auth(provider(userId, serverId), {
          serverUrl: begun.url,
          authorizationCode: params.get('code') ?? '',
          ...(params.has('iss') && { iss: params.get('iss') ?? '' }),
          fetchFn: guardedFetch(guard),
        })
      } catch (error) {
        throw new PatchbayError('SIGN_IN_FAILED', `The sign-in did not end well: ${reasonOf(error)}`, { cause: error })
      }
      bus.publish('server.changed', { serverId })
      return { serverId }
    },
  }
}
