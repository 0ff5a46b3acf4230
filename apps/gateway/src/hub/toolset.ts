/** The named list of tools that one endpoint offers. */
export type Toolset =
  | { kind: 'service'; service: string }
  /** Everything that the principal's user has. */
  | { kind: 'user' }
