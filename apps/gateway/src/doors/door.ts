import type { Server } from '@modelcontextprotocol/server'
import type { Principal } from '@patchbay/contract'
import type { Hub } from '../hub/hub.ts'
import type { PassThrough } from '../hub/pass-through.ts'
import type { OpenConnections } from '../identity/open-connections.ts'
import type { ToolsetServerFactory } from './toolset-server.ts'

/** What every door needs. */
export interface DoorContext {
  hub: Hub
  passThrough: PassThrough
  createServer: ToolsetServerFactory
  connections: OpenConnections
  /** Servers whose clients hear when lists change. */
  liveServers: Set<Server>
  /** The gateway's own. */
  version: string
  /** Counts a message against its principal's limit. @returns The seconds to wait, 0 where it may pass. */
  countMessage: (this: void, principal: Principal) => number
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of what a client did wrong on its connection, or that it went away. */
  onClientError: (this: void, error: unknown) => void
  /** Hears of errors of ours that nobody waits for. */
  onError: (this: void, error: unknown) => void
}
