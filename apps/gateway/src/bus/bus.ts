import type { LiveEvent } from '@patchbay/contract'

/** What is told across rooms and, where the bus is shared, across processes. */
interface BusTopics {
  /** A credential works no more: drop what was remembered of it and close what it opened. */
  'credential.ended': { credentialId: string; reason: 'logout' | 'expired' | 'revoked' }
  /** The tools of an upstream may have changed. */
  'tools.changed': { server: string }
  /** Something for the consoles of one user. */
  live: { userId: number; event: LiveEvent }
}

interface RateLimit {
  /**
   * Counts one use.
   *
   * @returns 0 where it is allowed, else the whole seconds after which a try may succeed.
   */
  consume(key: string): Promise<number>
}

/** Publish and subscribe, and what must be counted in one place. */
export interface Bus {
  /** Whether other processes hear it too. */
  readonly shared: boolean
  publish<T extends keyof BusTopics>(topic: T, message: BusTopics[T]): void
  /** @returns The way to stop. */
  subscribe<T extends keyof BusTopics>(topic: T, listener: (message: BusTopics[T]) => void): () => void
  /** @param perMinute - Uses that one key may have in 60 seconds. */
  rateLimit(name: string, perMinute: number): RateLimit
}
