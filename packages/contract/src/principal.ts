import * as z from 'zod'

export const scopes = [
  'sessions:create',
  'tools:call',
  'library:read',
  'library:ask',
  'realtime',
  'realtime:configure',
  'servers:manage',
  'servers:stdio',
  'admin',
] as const

export const scope = z.enum(scopes)
export type Scope = z.infer<typeof scope>

/** What a phone worker's key may do: everything that a call needs, nothing that rewires. */
export const workerScopes: Scope[] = ['sessions:create', 'tools:call', 'realtime', 'realtime:configure']

/**
 * Who is asking. Every credential becomes one of these, and nothing behind `identity/` sees a credential.
 */
export interface Principal {
  kind: 'user' | 'agent' | 'caller'
  /** The user whose rows these are; what a phone caller does counts to the owner of the key that named them. */
  userId: number
  /** Shown to people: the key's name, the user's name, the caller's name or number. */
  name: string
  scopes: readonly Scope[]
  proof: 'api_key' | 'caller_session' | 'console_session' | 'realtime_session' | 'oauth' | 'oidc_token' | 'local'
  /** Names the credential without revealing it (`key:12`, `session:40`, `oauth:7`); rate limits and revocation go by it. */
  credentialId: string
  /** The agent that the credential belongs to; its tools are all that it reaches. */
  agentId?: number | undefined
  /** The person on the phone, where there is one. */
  caller?: { phone: string } | undefined
  /** The call that the credential itself belongs to. */
  callId?: string | undefined
  /** When the credential ends, in milliseconds since 1970. */
  expiresAt?: number | undefined
}
