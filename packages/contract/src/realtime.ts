import * as z from 'zod'

/**
 * `POST /v1/realtime/client_secrets`: OpenAI's body. With `caller_id` (ours) the session acts for that number, in a call
 * of its own, with the tools that its caller may use; no credential of theirs reaches the browser. `agent` (ours) names
 * who answers, by its slug: its instructions and its tools; with a caller and no agent, that is the club's.
 */
export const newClientSecret = z.looseObject({
  expires_after: z
    .looseObject({ anchor: z.literal('created_at').optional(), seconds: z.number().int().min(10).max(7200).optional() })
    .optional(),
  session: z.looseObject({}).optional(),
  caller_id: z.string().max(40).optional(),
  agent: z.string().max(64).optional(),
})

/** Its answer: `value` (`ek_…`) opens one session, within a minute unless asked for otherwise. */
export const clientSecret = z.object({
  value: z.string(),
  /** Seconds since 1970. */
  expires_at: z.int(),
  session: z.looseObject({}),
  /** The call that the session is, where a caller or an agent was named. */
  call_id: z.string().optional(),
})
export type ClientSecret = z.infer<typeof clientSecret>

/** A session that was made for somebody who is to speak, and what opens it. */
export const realtimeSession = clientSecret.extend({
  /** Who calls the tools: `mcp` the engine itself, `functions` the page, `sideband` the gateway beside the page. */
  mode: z.enum(['mcp', 'functions', 'sideband']),
  /** What runs it. */
  engine: z.enum(['local', 'openai']),
  client_secret: clientSecret.pick({ value: true, expires_at: true }),
  /** The WebSocket that the secret opens. */
  url: z.string(),
})
export type RealtimeSession = z.infer<typeof realtimeSession>

/** One who can answer a call. */
export const answeringAgent = z.object({
  slug: z.string(),
  name: z.string(),
  /** What it can be asked for; null where its user has not said. */
  about: z.string().nullable(),
  /** Whether it acts for a caller: it must be told for whom, may be, or does not. */
  caller: z.enum(['required', 'optional', 'none']),
})
export type AnsweringAgent = z.infer<typeof answeringAgent>

/** `GET /api/realtime/agents`. */
export const answeringAgents = z.object({ agents: z.array(answeringAgent) })
