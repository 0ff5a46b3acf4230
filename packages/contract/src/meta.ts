/** Names of ours in MCP `_meta` objects. */
export const META = {
  /** On a tool's definition: its class, believed of the services that ship with Patchbay. */
  toolClass: 'patchbay/tool_class',
  /** On a tool's definition: a scope that is enough for it, believed of the services that ship with Patchbay. */
  scope: 'patchbay/scope',
  /** On a tool's definition: how long a call may take, in ms, believed of the services that ship with Patchbay. */
  timeoutMs: 'patchbay/timeout_ms',
  /**
   * On a tool's definition: each answer is its caller's own, such as one with a secret. It is neither shared with another call
   * nor kept nor given again. Believed of the services that ship with Patchbay.
   */
  ownAnswer: 'patchbay/own_answer',
  callId: 'patchbay/call_id',
  idempotencyKey: 'patchbay/idempotency_key',
  turn: 'patchbay/turn',
  /** The engine's id of the function call that a result answers. */
  functionCallId: 'call_id',
  outcome: 'patchbay/outcome',
  /** On an error result: its facts as an object, for a program; the words are in the content. */
  errorData: 'patchbay/error_data',
  /** On a tool's definition: the server answers a repeated idempotency key with the first outcome, so a try may be repeated. */
  honoursIdempotencyKey: 'patchbay/honours_idempotency_key',
} as const
