import type { ConnectionStatus, McpServer } from '@patchbay/contract'
import type { JackTone } from '../../ui/jack.tsx'

/** How a connection is shown: green connected, red disconnected or in error, yellow on its way, grey switched off. */
export function toneOf(status: ConnectionStatus, isActive = true): JackTone {
  if (!isActive) return 'idle'
  if (status === 'connected') return 'good'
  return status === 'connecting' ? 'waiting' : 'bad'
}

/** The same in words. */
export function wordsOf({
  connectionStatus,
  isActive,
  needsSignIn,
}: Pick<McpServer, 'connectionStatus' | 'isActive' | 'needsSignIn'>): string {
  if (!isActive) return 'switched off'
  if (needsSignIn) return 'waits for you to sign in'
  return { connected: 'connected', connecting: 'connecting', disconnected: 'disconnected', error: 'not reachable' }[
    connectionStatus
  ]
}

/** Why a server stands as it does, where it said so. */
export function reasonOf({ metadata }: Pick<McpServer, 'metadata'>): string | null {
  return typeof metadata.reason === 'string' ? metadata.reason : null
}
