import type { Server } from '@modelcontextprotocol/server'
import type { Principal } from '@patchbay/contract'
import type { Mount } from './mounts.ts'
import type { OpenConnections } from '../identity/open-connections.ts'
import type { ToolsetServerFactory } from './toolset-server.ts'

/** What every door needs. */
export interface DoorContext {
  createServer: ToolsetServerFactory
  connections: OpenConnections
  /** Servers whose clients hear when lists change. */
  liveServers: Set<Server>
  /** Counts a message against the mount's limit. @returns The seconds to wait, 0 where it may pass. */
  takeMessage(mount: Mount, principal: Principal): Promise<number>
  /** Milliseconds since 1970. */
  now: () => number
  /** Hears of errors that nobody waits for. */
  onError: (error: unknown) => void
}
