/** The named list of tools that one endpoint offers. */
export type Toolset =
  | { kind: 'service'; service: string }
  /** What the credential's agent has; everything that its user has, where the credential belongs to no agent. */
  | { kind: 'user' }
  /** An agent, by its slug. */
  | { kind: 'agent'; slug: string }
  /** One server, to try its tools. */
  | { kind: 'server'; serverId: number }
