import type { ServerType } from '@patchbay/contract'
import type { ChangedList, ClientSide } from './upstream.ts'

/** How a server is reached, once that is known. */
export type TransportKind = Exclude<ServerType, 'auto'>

/** In whose name something is asked, and how long that is wanted. */
export interface Asking extends ClientSide {
  signal: AbortSignal
  /** Sent with this request alone, where the transport has headers. */
  headers?: Record<string, string> | undefined
}

/** One connection that stands. */
export interface Link {
  readonly transport: TransportKind
  readonly protocolVersion: string
  readonly capabilities: Record<string, unknown>
  readonly serverInfo: Record<string, unknown> | undefined
  readonly instructions: string | undefined
  /** What to remember, so that the next connection need not find out the protocol's era again. */
  readonly verdict: EraVerdict
  /**
   * `resources/subscribe` and `resources/unsubscribe` are understood in every revision.
   *
   * @throws {ProtocolError} The server's own; anything else: nobody saw how it ended.
   */
  request(method: string, params: Record<string, unknown>, asking: Asking): Promise<Record<string, unknown>>
  /** Asks whether anybody is there. */
  ping(signal: AbortSignal): Promise<void>
  /** Resident memory of its processes, in bytes; null where it runs elsewhere. */
  memory(): Promise<number | null>
  close(): Promise<void>
}

/** What a link tells while it stands. */
export interface LinkEvents {
  onClosed: (reason: string) => void
  onListChanged: (list: ChangedList) => void
  onResourceUpdated: (uri: string) => void
  /** Something says that the server may be gone: it is worth a look now. */
  onSuspect: () => void
}

/** Which revision of the protocol a server spoke, and when that was found out (milliseconds since 1970). */
export interface EraVerdict {
  era: 'legacy' | 'modern'
  at: number
}
