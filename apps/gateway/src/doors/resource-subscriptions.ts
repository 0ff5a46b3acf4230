import type { DoorContext } from './door.ts'
import { isMembers } from './client-capabilities.ts'
import type { Mount } from './mounts.ts'
import type { Speaker } from './toolset-server.ts'

/** Resources that one connection may listen to. */
export const MAX_RESOURCES = 100

/** How long a server may take to begin to tell of a resource, in ms. */
const SUBSCRIBE_MS = 5_000

export interface ResourceSubscriptionOptions {
  context: DoorContext
  mount: Mount
  speaker: Speaker
  /** Ends when nobody listens any more, and everything that was subscribed ends with it. */
  signal: AbortSignal
  onUpdated: (uri: string) => void
}

/** Asks the servers of resources to tell of them. @returns Those that are told of. */
export async function subscribeResources(uris: string[], options: ResourceSubscriptionOptions): Promise<string[]> {
  const { context, mount, speaker, signal, onUpdated } = options
  const { hub, passThrough, onError } = context
  const { principal } = speaker
  const servers = hub.serversOf(principal, mount.toolset)
  const stops: (() => Promise<void>)[] = []
  signal.addEventListener(
    'abort',
    () => {
      for (const stop of stops.splice(0)) stop().catch(onError)
    },
    { once: true },
  )

  /** @returns Whether its server tells of it. */
  async function subscribe(uri: string): Promise<boolean> {
    const asked = { principal, servers, signal: AbortSignal.any([signal, AbortSignal.timeout(SUBSCRIBE_MS)]) }
    const stop = await passThrough.subscribe(uri, asked, () => onUpdated(uri)).catch(() => undefined)
    if (stop && signal.aborted) await stop()
    else if (stop) stops.push(stop)
    return stop !== undefined
  }

  const told = await Promise.all(uris.map(subscribe))
  return uris.filter((_, n) => told[n])
}

/** The resources that the parameters of a `subscriptions/listen` (revision 2026-07-28) name. */
export function namedResources(params: unknown): string[] {
  const named = isMembers(params) && isMembers(params.notifications) && params.notifications.resourceSubscriptions
  return Array.isArray(named) ? [...new Set(named.filter((uri) => typeof uri === 'string'))] : []
}

/** The same parameters with what can be told of: the acknowledgement says just that. */
export function withResources<T>(params: T, resourceSubscriptions: string[]): T {
  if (!isMembers(params) || !isMembers(params.notifications)) return params
  if (!Array.isArray(params.notifications.resourceSubscriptions)) return params
  return { ...params, notifications: { ...params.notifications, resourceSubscriptions } }
}
