import type { ConnectionStatus, LiveEvent } from '@patchbay/contract'
import type { WindowCounter } from './window-counter.ts'

/** What is told across rooms and, where the bus is shared, across processes. */
interface BusTopics {
  /** A credential works no more: drop what was remembered of it and close what it opened. */
  'credential.ended': { credentialId: string; reason: 'logout' | 'expired' | 'revoked' }
  /** A row of `mcp_servers` or a credential of it came, changed or went: connections are made anew. */
  'server.changed': { serverId: number }
  /** A server's connection stands otherwise than before. */
  'server.status': {
    serverId: number
    userId: number
    name: string
    connectionStatus: ConnectionStatus
    reason: string | null
    /** Milliseconds since 1970. */
    at: number
  }
  /** The tools that somebody is offered may have changed: a server's list, a person's decision on it, an agent. */
  'tools.changed': Record<string, never>
  /** A server's resources or prompts may have changed. */
  'resources.changed': { serverId: number }
  'prompts.changed': { serverId: number }
  'resource.updated': { serverId: number; uri: string }
  /** An agent or what it was given came, changed or went. */
  'agent.changed': { agentId: number }
  /** A person has said yes or no, or the time for it is over. */
  'approval.decided': { approvalId: string }
  /** A tool call has begun or ended: for the consoles of one user. */
  tool_call: { userId: number; event: Extract<LiveEvent, { type: 'tool_call.started' | 'tool_call.ended' }> }
  /** A conversation is to be ended, or handed to a person: whoever holds its line does it. */
  'call.hang_up': { callId: string }
  'call.transfer': { callId: string; to: string }
  /** Anything else for the consoles of one user. */
  live: { userId: number; event: LiveEvent }
}

/** Publish and subscribe, and what must be counted in one place. */
export interface Bus {
  /** Whether other processes hear it too. */
  readonly shared: boolean
  publish<T extends keyof BusTopics>(topic: T, message: BusTopics[T]): void
  /** @returns The way to stop. */
  subscribe<T extends keyof BusTopics>(topic: T, listener: (message: BusTopics[T]) => void): () => void
  /** Whether anybody listens to a topic, so that nothing is put together for nobody. */
  hears(topic: keyof BusTopics): boolean
  /** @param perMinute - Uses that one key may have in 60 seconds. */
  rateLimit(name: string, perMinute: number): WindowCounter
}
