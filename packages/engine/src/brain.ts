/** A tool that a brain may use, whether the client runs it (a function) or the engine does (a hosted MCP tool). */
export interface BrainTool {
  name: string
  description: string | undefined
  /** JSON Schema of the arguments, an object. */
  parameters: Record<string, unknown>
  /** As MCP annotates it: a tool that is not known to be read-only is asked about before it is used. */
  readOnly: boolean
}

/** One thing that was said or done, oldest first. */
export type Remembered =
  | { type: 'message'; role: 'system' | 'user' | 'assistant'; text: string }
  | { type: 'tool_call'; callId: string; name: string; arguments: string }
  /** `output` is what the tool said, JSON or text; `failed` where it was an error or a person said no. */
  | { type: 'tool_result'; callId: string; output: string; failed: boolean }

/** What a brain is asked to go on from. */
export interface BrainRequest {
  instructions: string
  history: readonly Remembered[]
  tools: readonly BrainTool[]
  toolChoice: 'auto' | 'none' | 'required'
  /** The zone of the person who speaks (IANA), for "tomorrow at nine". */
  timezone: string
  now: Date
  signal: AbortSignal
}

/** What a brain does: it says something, piece by piece, or asks for a tool with its arguments as JSON. */
export type BrainEvent = { type: 'text'; text: string } | { type: 'tool_call'; name: string; arguments: string }

/** What decides what is said and which tool is used. It keeps nothing: everything it may know is in the request. */
export interface Brain {
  /** Shown to people: who is talking. `offline` is rules and no language model, and says so. */
  readonly name: string
  respond(request: BrainRequest): AsyncIterable<BrainEvent>
}
